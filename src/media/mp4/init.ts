import { concat } from '../bytes.ts'
import type { AudioTrack, Track, VideoTrack } from '../track.ts'
import { box, type Field, fullBox } from './box.ts'

/** The Media Initialization Section (RFC 8216bis §3.1.2; ISO/IEC 14496-12): ftyp and moov of these tracks. */
export function initSegment(tracks: readonly Track[]): Uint8Array<ArrayBuffer> {
  const ftyp = box('ftyp', text('iso6'), [1, 4], text('iso6'), text('cmfc'), text('avc1'))
  const nextTrack = Math.max(...tracks.map(track => track.id)) + 1
  const mvhd = fullBox('mvhd', 0, 0, [0, 4], [0, 4], [1000, 4], [0, 4], ...PLAIN_HEADER, zeros(24), [nextTrack, 4])
  const mvex = box('mvex', ...tracks.map(trex))
  const moov = box('moov', mvhd, ...tracks.map(trak), mvex)
  return concat(ftyp, moov)
}

function zeros(count: number): Uint8Array {
  return new Uint8Array(count)
}

function text(letters: string): Uint8Array {
  return Uint8Array.from(letters, letter => letter.charCodeAt(0))
}

const MATRIX: readonly Field[] = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map(value => [value, 4] as const)
/** Rate 1.0, full volume, reserved, unity matrix. */
const PLAIN_HEADER: readonly Field[] = [[0x10000, 4], [0x100, 2], zeros(10), ...MATRIX]
const UNDETERMINED_LANGUAGE = 0x55c4

function trak(track: Track): Uint8Array {
  const [width, height] = track.kind === 'video' ? [track.width, track.height] : [0, 0]
  const volume = track.kind === 'audio' ? 0x100 : 0
  const tkhd = fullBox(
    'tkhd',
    0,
    3,
    [0, 4],
    [0, 4],
    [track.id, 4],
    zeros(4),
    [0, 4],
    zeros(8),
    [0, 2],
    [0, 2],
    [volume, 2],
    [0, 2],
    ...MATRIX,
    [width * 0x10000, 4],
    [height * 0x10000, 4],
  )
  const mdhd = fullBox('mdhd', 0, 0, [0, 4], [0, 4], [track.timescale, 4], [0, 4], [UNDETERMINED_LANGUAGE, 2], [0, 2])
  const [handler, header] =
    track.kind === 'video' ? ['vide', fullBox('vmhd', 0, 1, zeros(8))] : ['soun', fullBox('smhd', 0, 0, zeros(4))]
  const hdlr = fullBox('hdlr', 0, 0, [0, 4], text(handler as string), zeros(12), text('tunnelcam\0'))
  const dinf = box('dinf', fullBox('dref', 0, 0, [1, 4], fullBox('url ', 0, 1)))
  const minf = box('minf', header as Uint8Array, dinf, sampleTable(track))
  return box('trak', tkhd, box('mdia', mdhd, hdlr, minf))
}

/** An empty sample table: in fragmented files the samples are in the fragments. */
function sampleTable(track: Track): Uint8Array {
  const entry = track.kind === 'video' ? avc1(track) : mp4a(track)
  const empty = ['stts', 'stsc', 'stco'].map(type => fullBox(type, 0, 0, [0, 4]))
  return box('stbl', fullBox('stsd', 0, 0, [1, 4], entry), ...empty, fullBox('stsz', 0, 0, [0, 4], [0, 4]))
}

/** ISO/IEC 14496-15 §5.4.2 */
function avc1(track: VideoTrack): Uint8Array {
  const size: Field[] = [
    [track.width, 2],
    [track.height, 2],
  ]
  const resolution: Field[] = [
    [0x480000, 4],
    [0x480000, 4],
  ] // 72 dpi
  return box(
    'avc1',
    zeros(6),
    [1, 2],
    zeros(16),
    ...size,
    ...resolution,
    [0, 4],
    [1, 2],
    zeros(32),
    [24, 2],
    [0xffff, 2],
    box('avcC', track.avcC),
  )
}

/** ISO/IEC 14496-14 §5.6 */
function mp4a(track: AudioTrack): Uint8Array {
  const rate = track.sampleRate < 0x10000 ? track.sampleRate * 0x10000 : 0
  return box('mp4a', zeros(6), [1, 2], zeros(8), [track.channels, 2], [16, 2], [0, 4], [rate, 4], esds(track))
}

/** ES_Descriptor > DecoderConfigDescriptor > DecoderSpecificInfo (ISO/IEC 14496-1 §7.2.6). */
function esds(track: AudioTrack): Uint8Array {
  const specific = descriptor(5, track.audioSpecificConfig)
  const decoder = descriptor(4, Uint8Array.of(0x40, 0x15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...specific))
  const syncLayer = descriptor(6, Uint8Array.of(2))
  return fullBox('esds', 0, 0, descriptor(3, Uint8Array.of(0, track.id, 0, ...decoder, ...syncLayer)))
}

function descriptor(tag: number, content: Uint8Array): Uint8Array {
  return Uint8Array.of(tag, content.length, ...content)
}

/** Every sample's defaults come from its fragment, so all are zero here. */
function trex(track: Track): Uint8Array {
  return fullBox('trex', 0, 0, [track.id, 4], [1, 4], [0, 4], [0, 4], [0, 4])
}
