import { uint } from '../bytes.ts'
import { MediaError } from '../error.ts'
import type { FragmentSample, FragmentTrack } from './fragment.ts'

const KEYFRAME_UNLESS = 0x010000 // sample_is_non_sync_sample
const [MFHD_BYTES, TFHD_BYTES, TFDT_BYTES, TRUN_HEAD_BYTES, ROW_BYTES] = [16, 16, 20, 20, 16]

/**
 * The samples of one movie fragment as `fragment` writes it, without copying their bytes. Throws MediaError `mp4` for
 * any other.
 */
export function readFragment(bytes: Uint8Array): FragmentTrack[] {
  const moofEnd = expectBox(bytes, 0, 'moof')
  const tracks: FragmentTrack[] = []
  for (let at = 8 + MFHD_BYTES; at < moofEnd; ) {
    const end = expectBox(bytes, at, 'traf')
    tracks.push(readTrack(bytes, at + 8))
    at = end
  }
  return tracks
}

function readTrack(bytes: Uint8Array, at: number): FragmentTrack {
  const trun = at + TFHD_BYTES + TFDT_BYTES
  expectBox(bytes, trun, 'trun')
  const samples: FragmentSample[] = []
  let from = uint(bytes, trun + 16, 4) // data offset, counted from the moof's first byte
  for (let left = uint(bytes, trun + 12, 4), row = trun + TRUN_HEAD_BYTES; left > 0; left--, row += ROW_BYTES) {
    const size = uint(bytes, row + 4, 4)
    samples.push({
      duration: uint(bytes, row, 4),
      compositionOffset: uint(bytes, row + 12, 4) | 0,
      keyframe: (uint(bytes, row + 8, 4) & KEYFRAME_UNLESS) === 0,
      data: [bytes.subarray(from, from + size)],
      size,
    })
    from += size
  }
  const time = at + TFHD_BYTES + 12
  return {
    id: uint(bytes, at + 12, 4),
    baseMediaDecodeTime: uint(bytes, time, 4) * 0x100000000 + uint(bytes, time + 4, 4),
    samples,
  }
}

/** Where the box that begins at `at` ends. */
function expectBox(bytes: Uint8Array, at: number, type: string): number {
  const found = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
  if (found !== type) throw new MediaError('mp4', `Expected the box ${type} in a fragment, got "${found}".`)
  return at + uint(bytes, at, 4)
}
