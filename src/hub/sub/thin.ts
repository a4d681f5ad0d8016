/** Which of a part's so many frames are kept when `most` are wanted: the first, and others evenly. */
export function kept(count: number, most: number): ReadonlySet<number> {
  const few = keptCount(count, most)
  return new Set(Array.from({ length: few }, (_, index) => Math.floor((index * count) / few)))
}

/** What is left of `framesPerSecond` when `most` a second are kept, part by part, and a part has so many frames. */
export function thinnedRate(framesPerSecond: number, most: number, partFrames: number): number {
  const few = keptCount(partFrames, (most * partFrames) / framesPerSecond)
  return (framesPerSecond * few) / partFrames
}

// A clock's rounding must not cost a frame.
function keptCount(count: number, most: number): number {
  return Math.max(1, Math.min(count, Math.floor(most + 0.05)))
}
