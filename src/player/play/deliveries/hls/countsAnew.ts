/** What a playlist says of its segments' numbers: the first and the last. */
export interface Numbered {
  readonly startSN: number
  readonly endSN: number
}

/**
 * To be called with each playlist of each level: says whether its numbers have nothing to do with those before. The server
 * was started again then, or we were away for longer than it holds. hls.js goes on as if nothing were missing, and may
 * wait for ever at a place of its timeline where nothing comes.
 */
export function countingAnew(): (level: number, now: Numbered) => boolean {
  const ends = new Map<number, number>()
  return (level, { startSN, endSN }) => {
    const before = ends.get(level)
    ends.set(level, endSN)
    return before !== undefined && (startSN > before + 1 || endSN < before)
  }
}
