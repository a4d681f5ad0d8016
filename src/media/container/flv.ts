import { uint } from '../bytes.ts'
import { MediaError } from '../error.ts'
import type { ElementReader } from './piece.ts'

const HEADER_BYTES = 9 + 4
const [AUDIO, VIDEO, SCRIPT] = [8, 9, 18]
const [AVC, AAC, KEYFRAME] = [7, 10, 1]

/** FLV (Adobe Flash Video File Format 10.1, Annex E; Enhanced RTMP too): a reader may begin with each keyframe. */
export function flvElements(): ElementReader {
  let [first, begun] = [true, false]
  return bytes => {
    if (first) {
      if (bytes.length < HEADER_BYTES) return undefined
      if (uint(bytes, 0, 3) !== 0x464c56) throw new MediaError('flv', 'What comes is not FLV.')
      first = false
      return { kind: 'head', size: HEADER_BYTES }
    }
    if (bytes.length < 13) return undefined
    const type = uint(bytes, 0, 1) & 0x1f
    if (type !== AUDIO && type !== VIDEO && type !== SCRIPT)
      throw new MediaError('flv', `FLV has no tags of type ${type}.`)
    const size = 11 + uint(bytes, 1, 3) + 4
    const joins = type === VIDEO && isKeyframe(uint(bytes, 11, 1), uint(bytes, 12, 1))
    if (joins) begun = true
    const isHead = !begun && (type === SCRIPT || describes(type, uint(bytes, 11, 1), uint(bytes, 12, 1)))
    return { kind: joins ? 'join' : isHead ? 'head' : 'rest', size }
  }
}

/** A keyframe with pictures in it. Of the extended header the low bits are the packet's type: 1 and 3 are frames. */
function isKeyframe(first: number, second: number): boolean {
  if (((first >> 4) & 7) !== KEYFRAME) return false
  if (first & 0x80) return (first & 15) === 1 || (first & 15) === 3
  return (first & 15) !== AVC || second === 1
}

/** It describes a codec. */
function describes(type: number, first: number, second: number): boolean {
  if (type === AUDIO) return first >> 4 === AAC && second === 0
  return first & 0x80 ? (first & 15) === 0 : (first & 15) === AVC && second === 0
}
