import { uint } from '../bytes.ts'
import { MediaError } from '../error.ts'
import type { ElementReader } from './piece.ts'

const PACKET_BYTES = 188
const SYNC = 0x47

/** MPEG transport stream (ISO/IEC 13818-1 §2.4.3): a reader may begin with each Program Association Table. */
export function mpegTsElements(): ElementReader {
  return bytes => {
    if (bytes.length < 4) return undefined
    if (bytes[0] !== SYNC) throw new MediaError('mpegts', 'What comes is not an MPEG transport stream.')
    let size = PACKET_BYTES
    while (bytes[size] === SYNC && size + 3 < bytes.length && !beginsTable(bytes, size)) size += PACKET_BYTES
    return { kind: beginsTable(bytes, 0) ? 'join' : 'rest', size }
  }
}

/** payload_unit_start_indicator, PID 0. */
function beginsTable(bytes: Uint8Array, at: number): boolean {
  return (uint(bytes, at + 1, 2) & 0x5fff) === 0x4000
}
