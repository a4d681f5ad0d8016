import { uint } from '../bytes.ts'
import { MediaError } from '../error.ts'
import { BitReader, rbsp } from './bits.ts'

/** What an H.264 stream says of itself in its first sequence parameter set. */
export interface H264Description {
  /** RFC 6381: avc1.PPCCLL */
  readonly codec: string
  readonly width: number
  readonly height: number
}

/**
 * Reads an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1) and its first SPS (ITU-T H.264 §7.3.2.1).
 * Throws MediaError `h264` when it is cut short or absurd.
 */
export function describeAvcC(avcC: Uint8Array): H264Description {
  if (avcC.length < 8 || avcC[0] !== 1)
    throw new MediaError('h264', 'The H.264 configuration record is missing or cut short.')
  const length = uint(avcC, 6, 2)
  const sps = avcC.subarray(8, 8 + length)
  if ((uint(avcC, 5, 1) & 0x1f) === 0 || length < 4 || sps.length < length)
    throw new MediaError('h264', 'The H.264 configuration record has no sequence parameter set.')
  const codec = `avc1.${[1, 2, 3].map(at => uint(avcC, at, 1).toString(16).padStart(2, '0')).join('')}`
  return { codec, ...pictureSize(sps) }
}

const CHROMA_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135])

function pictureSize(sps: Uint8Array): { width: number; height: number } {
  const bits = new BitReader(rbsp(sps.subarray(1)))
  const profile = bits.bits(8)
  bits.bits(16) // constraint flags, level
  bits.unsigned() // seq_parameter_set_id
  const chroma = CHROMA_PROFILES.has(profile) ? skipChroma(bits) : { format: 1, separate: false }
  bits.unsigned() // log2_max_frame_num_minus4
  skipPictureOrder(bits)
  bits.unsigned() // max_num_ref_frames
  bits.bit() // gaps_in_frame_num_value_allowed_flag
  const widthInBlocks = bits.unsigned() + 1
  const heightInUnits = bits.unsigned() + 1
  const framesOnly = bits.bit()
  if (!framesOnly) bits.bit() // mb_adaptive_frame_field_flag
  bits.bit() // direct_8x8_inference_flag
  const crop = bits.bit() ? [0, 1, 2, 3].map(() => bits.unsigned()) : [0, 0, 0, 0]
  const [left = 0, right = 0, top = 0, bottom = 0] = crop
  const planar = chroma.separate || chroma.format === 0
  const unitX = planar || chroma.format === 3 ? 1 : 2
  const unitY = (planar || chroma.format !== 1 ? 1 : 2) * (2 - framesOnly)
  const width = widthInBlocks * 16 - unitX * (left + right)
  const height = heightInUnits * 16 * (2 - framesOnly) - unitY * (top + bottom)
  if (width < 1 || height < 1 || width > 16384 || height > 16384)
    throw new MediaError('h264', `The H.264 stream says its pictures are ${width}x${height}.`)
  return { width, height }
}

function skipChroma(bits: BitReader): { format: number; separate: boolean } {
  const format = bits.unsigned()
  const separate = format === 3 && bits.bit() === 1
  bits.unsigned() // bit_depth_luma_minus8
  bits.unsigned() // bit_depth_chroma_minus8
  bits.bit() // qpprime_y_zero_transform_bypass_flag
  if (bits.bit()) {
    for (let list = 0; list < (format === 3 ? 12 : 8); list++) if (bits.bit()) skipScalingList(bits, list < 6 ? 16 : 64)
  }
  return { format, separate }
}

function skipScalingList(bits: BitReader, size: number): void {
  let last = 8
  let next = 8
  for (let index = 0; index < size; index++) {
    if (next !== 0) next = (last + bits.signed() + 256) % 256
    if (next !== 0) last = next
  }
}

function skipPictureOrder(bits: BitReader): void {
  const type = bits.unsigned()
  if (type === 0) bits.unsigned()
  if (type !== 1) return
  bits.bit()
  bits.signed()
  bits.signed()
  const cycle = bits.unsigned()
  for (let index = 0; index < cycle; index++) bits.signed()
}
