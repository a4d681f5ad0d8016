/** No timer waits longer, in ms, about 24 days: one that is set for more rings at once, again and again. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1
