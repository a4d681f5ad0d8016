const PARTS_A_SECOND = 3
const SHORT_PARTS_A_SECOND = 10
/** FLV times are whole milliseconds and cameras jitter: without room, a part of n frames would exceed its target. */
const ROOM = 1.05
/** 29.97 frames a second are ten for a third, not eleven. */
const NEARLY = 0.05

/**
 * PART-TARGET in seconds for a camera of this rate: whole frames for at least a third of a second, so that a second is
 * three parts, each of them between 85 % and 100 % of the target but the last (RFC 8216bis §4.4.3.7, §4.4.4.9).
 */
export function partTarget(framesPerSecond: number): number {
  const milliseconds = (partFrames(framesPerSecond) * ROOM * 1000) / framesPerSecond
  return Math.ceil(Number(milliseconds.toFixed(6))) / 1000
}

/**
 * How long a short part is to last, in seconds: about a tenth. It costs a player a third of the delay, and three times the
 * requests, of a part that Apple's players take: our own page reads these. Frames that come late may make one longer.
 */
export function shortSeconds(framesPerSecond: number): number {
  const frames = Math.max(1, Math.round(framesPerSecond / SHORT_PARTS_A_SECOND))
  return (frames * ROOM) / framesPerSecond
}

/** How many frames such a part has. */
export function partFrames(framesPerSecond: number): number {
  return Math.max(1, Math.ceil(framesPerSecond / PARTS_A_SECOND - NEARLY))
}
