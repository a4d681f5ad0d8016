/** What is known of a picture that somebody looks at. Times in ms. */
export interface Shown {
  /** How long ago a new picture came. */
  readonly stillMs: number
  /** How long ago the camera took the one that is shown, where that is known. */
  readonly ageMs?: number | undefined
  /** From one picture to the next, where the camera is known to be slow. */
  readonly frameMs?: number | undefined
}

/**
 * Without a new picture for so long, the one that is shown is not live. With the time until a page looks again and the
 * screen shows it, a picture that stopped is marked within three seconds.
 */
export const STILL_MS = 2500
/** So many pictures of a slow camera have to be missing. */
const MISSING = 3

/** How long a picture may stand of a camera that gives one each `frameMs`. */
export function stillLimitMs(frameMs: number | undefined): number {
  return Math.max(STILL_MS, MISSING * (frameMs ?? 0))
}

/**
 * Whether a picture stands still and is to be marked: `MARK` on the picture, and words over it that say how old it is. One
 * that is as old as the limit need not stand for all of that time: it was on its way for the rest.
 */
export function standsStill({ stillMs, ageMs = 0, frameMs }: Shown): boolean {
  const limit = stillLimitMs(frameMs)
  return stillMs > limit || (stillMs > limit / 2 && ageMs > limit)
}

/** What a marked picture looks like, as a CSS filter; `--mark` in base.css is the same for our own pages. */
export const MARK = 'grayscale(1) brightness(0.42) contrast(0.9)'
