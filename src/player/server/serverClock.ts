/** What one answer tells about the server's clock, all in ms since the epoch. */
export interface ClockSample {
  /** This device's clock when the request left. */
  readonly sentAt: number
  /** This device's clock when the answer came. */
  readonly receivedAt: number
  /** The server's clock, read while it answered. */
  readonly serverNow: number
}

/** Between which two values server clock minus device clock must lie, in ms. */
export interface OffsetBounds {
  readonly least: number
  readonly most: number
  /** The answers that agree on it, the newest first. */
  readonly readings: readonly Reading[]
}

/** What one answer alone says. */
interface Reading {
  readonly least: number
  readonly most: number
  /** When it came, ms on this device's clock. */
  readonly at: number
}

/** So much may two clocks part, of the time that passes: one that is being set right slowly runs 500 ppm off. */
const DRIFT = 0.0005
/** Both clocks tell whole ms. */
const ROUNDED_MS = 1
const MOST_READINGS = 32

/**
 * The bounds after one more sample. The server read its clock between sentAt and receivedAt, so every answer bounds
 * the offset on both sides, and the bounds of several answers intersect: one quick answer makes up for many that a slow
 * line delayed. Older answers count for less as clocks drift; where they contradict the newest, a clock was set, and they
 * are forgotten. An answer that came before it was asked for, as the device's clock was set in between, says nothing.
 */
export function narrow(known: OffsetBounds | undefined, sample: ClockSample): OffsetBounds | undefined {
  const { sentAt, receivedAt, serverNow } = sample
  if (receivedAt < sentAt) return known
  const newest = { least: serverNow - receivedAt, most: serverNow - sentAt, at: receivedAt }
  const readings = [newest]
  let { least, most } = newest
  for (const reading of known?.readings ?? []) {
    const slack = DRIFT * Math.abs(receivedAt - reading.at) + ROUNDED_MS
    const both = { least: Math.max(least, reading.least - slack), most: Math.min(most, reading.most + slack) }
    if (both.least > both.most) break
    ;({ least, most } = both)
    if (readings.length < MOST_READINGS) readings.push(reading)
  }
  return { least, most, readings }
}

/** The best guess of server clock minus device clock in ms; 0 while nothing is known. */
export function offset(bounds: OffsetBounds | undefined): number {
  return bounds ? (bounds.least + bounds.most) / 2 : 0
}

/** How far off that guess can be, in ms; undefined while nothing is known. */
export function offsetError(bounds: OffsetBounds | undefined): number | undefined {
  return bounds && (bounds.most - bounds.least) / 2
}
