import { uint } from '../bytes.ts'
import { MediaError } from '../error.ts'
import type { ElementReader } from './piece.ts'

/** Fragmented MP4 (ISO/IEC 14496-12 §8.8): a reader may begin with each movie fragment. */
export function mp4Elements(): ElementReader {
  let [described, begun] = [false, false]
  return bytes => {
    if (bytes.length < 16) return undefined
    const type = String.fromCharCode(...bytes.subarray(4, 8))
    const short = uint(bytes, 0, 4)
    const size = short === 1 ? uint(bytes, 10, 6) : short
    if (size < 8 || !/^[\w ]{4}$/.test(type)) throw new MediaError('mp4', 'What comes is not MP4.')
    if (!begun && type === 'mdat') throw notFragmented()
    if (type === 'moov') described = true
    if (type === 'moof' && !described) throw new MediaError('mp4', 'This MP4 begins without a description (moov).')
    if (type === 'moof') begun = true
    return { kind: type === 'moof' ? 'join' : begun ? 'rest' : 'head', size }
  }
}

function notFragmented(): MediaError {
  const how = 'FFmpeg makes one with -movflags +frag_keyframe+empty_moov+default_base_moof.'
  return new MediaError(
    'not_fragmented',
    `This MP4 is not fragmented, so it can only be played when it is whole. ${how}`,
  )
}
