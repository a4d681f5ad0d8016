/** The ways a picture comes to a page. */
export const DELIVERIES = ['webcodecs', 'mse', 'jpeg', 'hls', 'native', 'mjpeg', 'stills'] as const

/** One of the ways a picture comes to a page. */
export type Delivery = (typeof DELIVERIES)[number]

/** Up to which delays pictures are counted together, in seconds; those beyond the last are counted too. */
export const DELAY_BUCKETS = [0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10] as const

/** What a page tells of the picture that it shows, since it told last. Delays are from server to screen. */
export interface PlayerReport {
  /** Tells one page from another: letters and digits by chance. */
  readonly player: string
  readonly delivery: Delivery
  /** Pictures shown. */
  readonly frames: number
  /** Times that no new picture came for longer than a second. */
  readonly stalls: number
  /** Bytes of media received, where the page can count them. */
  readonly bytes?: number | undefined
  /** Pictures whose delay was up to each of DELAY_BUCKETS and not up to the one before, and last those beyond. */
  readonly delays: readonly number[]
  /** The sum of those delays in seconds. */
  readonly delaySum: number
  /** Half of the pictures took no longer, in ms; undefined where no delay is known. */
  readonly medianMs?: number | undefined
  /** 19 of 20 pictures took no longer, in ms. */
  readonly p95Ms?: number | undefined
  /** The page leaves, or its picture comes another way now. */
  readonly over: boolean
}

/** The place in `delays` of a picture that took `ms`. */
export function bucketOf(ms: number): number {
  const found = DELAY_BUCKETS.findIndex(most => ms <= most * 1000)
  return found < 0 ? DELAY_BUCKETS.length : found
}
