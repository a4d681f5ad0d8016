const HIGHEST = 240
const LOWEST = 0.5
/** Whole milliseconds make 25 frames a second look like 24.9 or 25.1. */
const ROUNDING = 0.03

/**
 * Frames per second of a stream whose frames carry these decode times in milliseconds, as the distance in the middle
 * says; undefined when the stamps say nothing.
 */
export function frameRateOf(stamps: readonly number[]): number | undefined {
  const distances = stamps
    .slice(1)
    .map((stamp, index) => stamp - (stamps[index] ?? stamp))
    .filter(distance => distance > 0)
    .sort((one, other) => one - other)
  const middle = distances.slice(Math.floor(distances.length / 4), Math.ceil((distances.length * 3) / 4))
  if (middle.length === 0) return undefined
  const rate = (1000 * middle.length) / middle.reduce((sum, distance) => sum + distance, 0)
  if (rate > HIGHEST || rate < LOWEST) return undefined
  return roundedFrameRate(rate)
}

/** The whole number that a measured rate is near enough to be meant, else the rate itself. */
export function roundedFrameRate(rate: number): number {
  const whole = Math.round(rate)
  return Math.abs(rate - whole) / rate < ROUNDING && whole > 0 ? whole : rate
}
