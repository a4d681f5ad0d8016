import { MediaError } from '../error.ts'
import type { RtpPacket } from './packet.ts'

/** One picture: its NAL units without start codes. */
export interface AccessUnit {
  readonly timestamp: number
  readonly nals: readonly Uint8Array[]
}

const [STAP_A, FU_A] = [24, 28]
const MOST_BYTES = 8 << 20
const MOST_NALS = 4096
/** The largest picture comes in far fewer, and each takes memory beside its bytes. */
const MOST_PACKETS = 32_768

/** Puts H.264 out of RTP together (RFC 6184, packetization-mode 0 and 1): one access unit after the other. */
export class H264FromRtp {
  #nals: Uint8Array[] = []
  /** The parts of a unit that came so far. */
  #parts: Uint8Array[] = []
  #bytes = 0
  #packets = 0
  #timestamp = 0
  #sequence: number | undefined
  /** Something of this picture is missing. */
  #broken = false

  /** Takes the next packet and gives the access units that it completes. Throws MediaError when they are too large. */
  push({ sequence, timestamp, marker, payload }: RtpPacket): AccessUnit[] {
    const done: AccessUnit[] = []
    // What is missing may be the end of one picture and the beginning of the next.
    const gap = this.#sequence !== undefined && sequence !== ((this.#sequence + 1) & 0xffff)
    this.#sequence = sequence
    this.#broken ||= gap
    if (timestamp !== this.#timestamp) done.push(...this.#end())
    this.#timestamp = timestamp
    this.#broken ||= gap
    this.#bytes += payload.length
    if (this.#bytes > MOST_BYTES || this.#nals.length > MOST_NALS)
      throw new MediaError('too_large', 'A picture of this video has more than 8 MiB.')
    if (++this.#packets > MOST_PACKETS)
      throw new MediaError('too_large', `A picture of this video comes in more than ${MOST_PACKETS} packets.`)
    this.#unpack(payload)
    if (marker) done.push(...this.#end())
    return done
  }

  #unpack(payload: Uint8Array): void {
    const [indicator = 0, header = 0] = payload
    const type = indicator & 31
    if (type >= 1 && type <= 23) this.#nals.push(payload)
    else if (type === STAP_A) this.#nals.push(...aggregated(payload))
    else if (type === FU_A) this.#fragment(indicator, header, payload.subarray(2))
    else throw new MediaError('rtp', `H.264 in packets of type ${type} is not taken.`)
  }

  #fragment(indicator: number, header: number, data: Uint8Array): void {
    if (header & 0x80) this.#parts = [Uint8Array.of((indicator & 0xe0) | (header & 31))]
    if (this.#parts.length === 0) return // its beginning is missing
    this.#parts.push(data)
    if (!(header & 0x40)) return
    const nal = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of this.#parts) {
      nal.set(part, at)
      at += part.length
    }
    this.#nals.push(nal)
    this.#parts = []
  }

  #end(): AccessUnit[] {
    const unit = { timestamp: this.#timestamp, nals: this.#nals }
    const whole = !this.#broken && this.#nals.length > 0 && this.#parts.length === 0
    this.#nals = []
    this.#parts = []
    this.#bytes = 0
    this.#packets = 0
    this.#broken = false
    return whole ? [unit] : []
  }
}

function* aggregated(payload: Uint8Array): Generator<Uint8Array> {
  for (let at = 1; at + 2 < payload.length; ) {
    const size = (payload[at] ?? 0) * 256 + (payload[at + 1] ?? 0)
    if (size > 0) yield payload.subarray(at + 2, at + 2 + size)
    at += 2 + size
  }
}
