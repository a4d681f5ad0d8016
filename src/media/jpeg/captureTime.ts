/** A publisher's clock may be so much ahead of ours. */
const AHEAD_MS = 2_000
/** What is said to be older than this is a clock that is wrong, not a picture that is old. */
const OLDEST_MS = 30_000

/**
 * When a picture was taken, in ms since 1970, as its headers say it: `X-Tunnelcam-Captured-At` in ms, or `X-Timestamp` in
 * seconds. `now` where they say nothing, or what can't be.
 */
export function captureTime(header: (name: string) => string | null | undefined, now: number): number {
  const ms = numberIn(header('x-tunnelcam-captured-at')) ?? seconds(numberIn(header('x-timestamp')))
  return believedTime(ms, now)
}

/** The time that is told, in ms since 1970, if it can be; `now` if not. No picture is from the future. */
export function believedTime(told: number | undefined, now: number): number {
  if (told === undefined || !(told >= now - OLDEST_MS && told <= now + AHEAD_MS)) return now
  return Math.min(Math.round(told), now)
}

function numberIn(text: string | null | undefined): number | undefined {
  return text && /^\d{1,15}(\.\d{1,12})?$/.test(text.trim()) ? Number(text) : undefined
}

function seconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1000
}
