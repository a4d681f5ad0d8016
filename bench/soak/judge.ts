import type { Sample } from './sample.ts'

/** Handles that a program may hold more of than at first: what is opened once, when it is first needed. */
const HANDLES = 3
/** Memory that is kept for good once it was needed, in MB: code that was compiled, buffers of a size not seen before. */
const HEAP = 4
const BUFFERS = 8
const RSS = 60

/**
 * What leaks, as sentences, of samples that were taken when nobody watched and all faults were healed. The first is left out:
 * then much is loaded for the first time. Memory is judged by its trend: the middle of the last third against that of the
 * first.
 */
export function leaks(samples: readonly Sample[]): string[] {
  const [, first] = samples
  const last = samples.at(-1)
  if (!first || !last || samples.length < 3) return ['There are too few samples to judge.']
  const found: string[] = []
  const orphans = Math.max(...samples.map(({ children }) => children))
  if (orphans > 0) found.push(`Nobody watches, and ${orphans} FFmpeg are left.`)
  const more = last.handles - first.handles
  if (more > HANDLES) found.push(`There are ${more} more file handles at the end than after the first round.`)
  const rounds = samples.slice(1)
  for (const [what, bound] of [
    ['heap', HEAP],
    ['buffers', BUFFERS],
    ['rss', RSS],
  ] as const) {
    const grown = growth(rounds.map(each => each[what]))
    if (grown > bound)
      found.push(`Memory (${what}) has grown by ${grown.toFixed(1)} MB from the first to the last rounds.`)
  }
  return found
}

function growth(values: readonly number[]): number {
  const third = Math.max(1, Math.floor(values.length / 3))
  return middle(values.slice(-third)) - middle(values.slice(0, third))
}

function middle(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}
