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
}

/**
 * The bounds after one more sample. The server read its clock between sentAt and receivedAt, so every answer bounds
 * the offset on both sides and the bounds of several answers intersect. Where they no longer do, a clock was set or
 * has drifted: the newest answer is believed alone.
 */
export function narrow(known: OffsetBounds | undefined, sample: ClockSample): OffsetBounds {
  const fresh = { least: sample.serverNow - sample.receivedAt, most: sample.serverNow - sample.sentAt }
  if (!known) return fresh
  const both = { least: Math.max(known.least, fresh.least), most: Math.min(known.most, fresh.most) }
  return both.least <= both.most ? both : fresh
}

/** The best guess of server clock minus device clock in ms; 0 while nothing is known. */
export function offset(bounds: OffsetBounds | undefined): number {
  return bounds ? (bounds.least + bounds.most) / 2 : 0
}
