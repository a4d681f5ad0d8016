import { MediaError } from '../error.ts'

/** What one FLV tag holds. `body` begins with the codec's header. */
export interface FlvBody {
  readonly type: 'audio' | 'video' | 'script'
  /** Decode time in ms. */
  readonly timestamp: number
  readonly body: Uint8Array
}

const TYPES = { audio: 8, video: 9, script: 18 } as const
const [AVC, AAC] = [7, 10]

/**
 * Writes FLV (Adobe Flash Video File Format 10.1, Annex E). It begins with the first frame of video, as its header has to say
 * whether there is sound: who is told of one that does not come waits for it.
 */
export class FlvWriter {
  readonly #head = new Map<string, FlvBody>()
  #begun = false

  /** The bytes for the next tag; none before there is a picture. Throws MediaError `codec` when the video is not H.264. */
  write(tag: FlvBody): Uint8Array[] {
    const kind = kindOf(tag)
    if (this.#begun) return tagBytes(tag)
    if (kind !== 'frame') this.#head.set(kind, tag)
    if (kind !== 'frame' || tag.type !== 'video') {
      if (tag.type === 'audio' && !this.#head.has('audio')) this.#head.set('audio', tag)
      return []
    }
    this.#begun = true
    const head = [...this.#head.values()]
    const sound = head.some(({ type }) => type === 'audio')
    return [header(sound), ...[...head, tag].flatMap(tagBytes)]
  }
}

/** Throws MediaError `codec`. */
function kindOf({ type, body: [first = 0, second = 0] }: FlvBody): 'script' | 'audio' | 'video' | 'frame' {
  if (type === 'script') return 'script'
  if (type === 'audio') return first >> 4 === AAC && second === 0 ? 'audio' : 'frame'
  if (first & 0x80) throw unknown('This video is sent as Enhanced RTMP (H.265, AV1 or VP9).')
  if ((first & 15) !== AVC) throw unknown('This video is not H.264.')
  return second === 0 ? 'video' : 'frame'
}

function unknown(what: string): MediaError {
  return new MediaError('codec', `${what} Set the encoder to H.264 (x264; for FFmpeg -c:v libx264).`)
}

function header(sound: boolean): Uint8Array {
  return Uint8Array.of(0x46, 0x4c, 0x56, 1, sound ? 5 : 1, 0, 0, 0, 9, 0, 0, 0, 0)
}

function tagBytes({ type, timestamp, body }: FlvBody): Uint8Array[] {
  const bytes = new Uint8Array(11 + body.length + 4)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, body.length)
  bytes[0] = TYPES[type]
  view.setUint32(4, ((timestamp & 0xffffff) << 8) | (timestamp >>> 24))
  bytes.set(body, 11)
  view.setUint32(11 + body.length, 11 + body.length)
  return [bytes]
}
