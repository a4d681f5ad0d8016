const SECONDS_WANTED = 1 / 3
/** FLV times are whole milliseconds and cameras jitter: without room, a part of n frames would exceed its target. */
const ROOM = 1.05

/**
 * PART-TARGET in seconds for a camera of this rate: as many whole frames as come nearest to a third of a second,
 * so that each part is between 85 % and 100 % of it (RFC 8216bis §4.4.3.7, §4.4.4.9).
 */
export function partTarget(framesPerSecond: number): number {
  const frames = Math.max(1, Math.round(framesPerSecond * SECONDS_WANTED))
  const milliseconds = (frames * ROOM * 1000) / framesPerSecond
  return Math.ceil(Number(milliseconds.toFixed(6))) / 1000
}
