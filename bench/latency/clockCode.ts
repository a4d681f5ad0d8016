/** A time that is painted into a picture, and read from it again. */
export interface ClockCode {
  /** When the picture was painted, in ms since 1970. */
  readonly at: number
  /** The picture's number, from 0 up to 4095 and from 0 again. */
  readonly frame: number
}

/** The code is this many blocks, bright for 1 and dark for 0, row after row. */
export const COLUMNS = 16
export const ROWS = 4

const TIME_BITS = 44n
const FRAME_BITS = 12n
const CHECK_BITS = 8n

/** A code as its 64 blocks: 44 bits of time, 12 of the picture's number, 8 to check them, the highest first. */
export function blocksOf({ at, frame }: ClockCode): boolean[] {
  const said = (BigInt(at) << FRAME_BITS) | BigInt(frame % 2 ** Number(FRAME_BITS))
  const word = (said << CHECK_BITS) | checkOf(said)
  return Array.from({ length: COLUMNS * ROWS }, (_, index) => ((word >> BigInt(63 - index)) & 1n) === 1n)
}

/** What 64 blocks say, as hexadecimal digits; undefined when they are no code, or one that was damaged on its way. */
export function readCode(hex: string): ClockCode | undefined {
  if (!/^[0-9a-f]{16}$/.test(hex)) return undefined
  const word = BigInt(`0x${hex}`)
  const said = word >> CHECK_BITS
  if (said === 0n || checkOf(said) !== (word & 0xffn)) return undefined
  return { at: Number(said >> FRAME_BITS), frame: Number(said & ((1n << FRAME_BITS) - 1n)) }
}

// CRC-8 with the polynomial x^8 + x^2 + x + 1: a plain sum lets a picture that is all dark or half changed pass.
function checkOf(said: bigint): bigint {
  let check = 0n
  for (let bit = TIME_BITS + FRAME_BITS - 1n; bit >= 0n; bit--) {
    const top = ((check >> 7n) ^ (said >> bit)) & 1n
    check = (check << 1n) & 0xffn
    if (top) check ^= 0x07n
  }
  return check
}
