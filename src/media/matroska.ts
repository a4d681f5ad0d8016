/** A track of a Matroska stream, its codec by Matroska's name, with what describes it. */
export type MatroskaTrack =
  | {
      readonly kind: 'video'
      readonly codec: string
      readonly private: Uint8Array
      readonly width: number
      readonly height: number
    }
  | {
      readonly kind: 'audio'
      readonly codec: string
      readonly private: Uint8Array
      readonly rate: number
      readonly channels: number
    }

/** Frames may be so far from where their cluster begins, in ms (a block has 16 bits for it). */
const LONGEST_CLUSTER_MS = 30_000

/** The beginning of an endless Matroska stream (RFC 9559) with these tracks, counted from 1; times are in ms. */
export function matroskaHead(tracks: readonly MatroskaTrack[]): Uint8Array {
  const ebml = element(0x1a45dfa3, [
    ...element(0x4282, ascii('matroska')),
    ...element(0x4287, [4]),
    ...element(0x4285, [2]),
  ])
  const info = element(0x1549a966, [
    ...element(0x2ad7b1, number(1_000_000)),
    ...element(0x4d80, ascii('tunnelcam')),
    ...element(0x5741, ascii('tunnelcam')),
  ])
  const entries = element(0x1654ae6b, tracks.flatMap(trackEntry))
  return Uint8Array.from([...ebml, ...id(0x18538067), ...UNKNOWN_SIZE, ...info, ...entries])
}

/** Writes frames into clusters of unknown size: one begins with each keyframe of the video, where a reader may begin. */
export class MatroskaBlocks {
  #clusterMs: number | undefined

  /** A frame of a track at `ms`. */
  write(track: number, ms: number, keyframe: boolean, video: boolean, frame: readonly Uint8Array[]): Uint8Array[] {
    const at = Math.max(0, Math.round(ms))
    const head: Uint8Array[] = []
    if ((video && keyframe) || this.#clusterMs === undefined || Math.abs(at - this.#clusterMs) > LONGEST_CLUSTER_MS) {
      this.#clusterMs = at
      head.push(Uint8Array.from([...id(0x1f43b675), ...UNKNOWN_SIZE, ...element(0xe7, number(at))]))
    }
    const relative = (at - this.#clusterMs) & 0xffff
    const bytes = frame.reduce((sum, part) => sum + part.length, 0)
    const block = [0x80 | track, relative >> 8, relative & 255, keyframe ? 0x80 : 0]
    return [...head, Uint8Array.from([...id(0xa3), ...size(4 + bytes), ...block]), ...frame]
  }
}

const UNKNOWN_SIZE = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]

function trackEntry(track: MatroskaTrack, index: number): number[] {
  const facts =
    track.kind === 'video'
      ? element(0xe0, [...element(0xb0, number(track.width)), ...element(0xba, number(track.height))])
      : element(0xe1, [...element(0xb5, float(track.rate)), ...element(0x9f, number(track.channels))])
  return element(0xae, [
    ...element(0xd7, [index + 1]),
    ...element(0x73c5, [index + 1]),
    ...element(0x83, [track.kind === 'video' ? 1 : 2]),
    ...element(0x9c, [0]), // no lacing
    ...element(0x86, ascii(track.codec)),
    ...(track.private.length > 0 ? element(0x63a2, track.private) : []),
    ...facts,
  ])
}

function element(name: number, data: Iterable<number>): number[] {
  const bytes = [...data]
  return [...id(name), ...size(bytes.length), ...bytes]
}

/** An id stands as it is, without zeros before it. */
function id(name: number): number[] {
  return number(name)
}

/** A size in four bytes (RFC 8794 §4). */
function size(bytes: number): number[] {
  return [0x10 | (bytes >>> 24), (bytes >>> 16) & 255, (bytes >>> 8) & 255, bytes & 255]
}

function number(value: number): number[] {
  const bytes: number[] = []
  for (let left = value; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256)
  return bytes.length > 0 ? bytes : [0]
}

function float(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  return [...new Uint8Array(view.buffer)]
}

function ascii(text: string): number[] {
  return [...new TextEncoder().encode(text)]
}
