import { sharedNow } from './numbers.ts'

const DIGITS = 16
/** A JPEG's beginning (SOI), the head of a comment (COM, ITU-T T.81 B.2.4.5), and in it the shared clock's microseconds. */
const HEAD = Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0, 2 + DIGITS])

/** So many bytes of a stamped picture tell when it was stamped. */
export const STAMP_BYTES = HEAD.length + DIGITS

/** The picture with the time of now in it, as a comment that everything passes on. */
export function stamped(jpeg: Uint8Array): Uint8Array {
  const digits = Math.round(1000 * sharedNow())
    .toString()
    .padStart(DIGITS, '0')
  return Buffer.concat([HEAD, Buffer.from(digits), jpeg.subarray(2)])
}

/** When a picture was stamped, by its first STAMP_BYTES read as Latin-1, in ms of the shared clock; undefined without a stamp. */
export function stampIn(bytes: string): number | undefined {
  const digits = bytes.startsWith('\xff\xd8\xff\xfe') ? bytes.slice(HEAD.length, STAMP_BYTES) : ''
  return /^\d{16}$/.test(digits) ? Number(digits) / 1000 : undefined
}
