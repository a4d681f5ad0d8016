import { uint } from '../bytes.ts'

/** A packet of RTP (RFC 3550 §5.1). */
export interface RtpPacket {
  readonly payloadType: number
  /** The last of what belongs together. */
  readonly marker: boolean
  readonly sequence: number
  /** 32 bits, in the ticks of its stream. */
  readonly timestamp: number
  readonly payload: Uint8Array
}

/** Reads a packet; undefined when it is none. */
export function readRtp(data: Uint8Array): RtpPacket | undefined {
  const [first = 0, second = 0] = data
  if (first >> 6 !== 2) return undefined
  const fixed = 12 + 4 * (first & 15)
  const from = fixed + (first & 0x10 ? 4 + 4 * uint(data, fixed + 2, 2) : 0)
  const to = data.length - (first & 0x20 ? (data.at(-1) ?? 0) : 0)
  if (from >= to) return undefined
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: uint(data, 2, 2),
    timestamp: uint(data, 4, 4),
    payload: data.subarray(from, to),
  }
}

/** A sender's word on its clock: at `ms` of it (since 1900) the stream's timestamp was this. */
export interface SenderReport {
  readonly ms: number
  readonly timestamp: number
}

/** Reads a sender report (RFC 3550 §6.4.1) at the head of a packet of RTCP; undefined when there is none. */
export function readSenderReport(data: Uint8Array): SenderReport | undefined {
  if (data.length < 20 || (data[0] ?? 0) >> 6 !== 2 || data[1] !== 200) return undefined
  const ms = uint(data, 8, 4) * 1000 + (uint(data, 12, 4) * 1000) / 2 ** 32
  return { ms, timestamp: uint(data, 16, 4) }
}
