import { uint } from '../bytes.ts'
import { MediaError } from '../error.ts'
import type { ElementReader } from './piece.ts'

const EBML = 0x1a45dfa3
const SEGMENT = 0x18538067
const CLUSTER = 0x1f43b675

/** Matroska and WebM (RFC 9559; EBML, RFC 8794): a reader may begin with each Cluster. */
export function matroskaElements(): ElementReader {
  let [first, begun] = [true, false]
  return bytes => {
    if (bytes.length < 12) return undefined
    if (first && uint(bytes, 0, 4) !== EBML) throw new MediaError('matroska', 'What comes is not Matroska or WebM.')
    first = false
    const idLength = vintLength(bytes[0] ?? 0)
    const sizeLength = vintLength(bytes[idLength] ?? 0)
    if (idLength > 4 || sizeLength > 8) throw new MediaError('matroska', 'An element of this Matroska has no size.')
    const id = uint(bytes, 0, idLength)
    const head = idLength + sizeLength
    if (id === CLUSTER) begun = true
    // What is in these comes as elements of its own; live, their sizes are not known.
    if (id === CLUSTER) return { kind: 'join', size: head }
    if (id === SEGMENT) return { kind: 'head', size: head }
    return { kind: begun ? 'rest' : 'head', size: head + sizeOf(bytes.subarray(idLength, head)) }
  }
}

/** How long a variable-size integer is, by its first byte (RFC 8794 §4). */
function vintLength(first: number): number {
  return Math.clz32(first) - 23
}

function sizeOf(vint: Uint8Array): number {
  const [first = 0, ...others] = vint
  const bits = first & ((1 << (8 - vint.length)) - 1)
  const size = others.reduce((value, byte) => value * 256 + byte, bits)
  if (!Number.isSafeInteger(size) || size > 2 ** 40)
    throw new MediaError('matroska', 'An element of this Matroska has no size.')
  return size
}
