import { median, quantile, rounded } from '../numbers.ts'
import { readCode } from './clockCode.ts'
import type { Look } from './glassReader.ts'

/** Longer than this without a new picture, in ms, is seen as a stall. */
export const STALL_MS = 300

/** What was seen of one delivery over one network. Ages in ms: how old the picture was, at times by chance. */
export interface Summary {
  readonly medianMs: number
  readonly p95Ms: number
  readonly maxMs: number
  /** How old a picture was when it was first seen: what the way to the glass takes. The median. */
  readonly arrivalMs: number
  /** New pictures a second. */
  readonly framesPerSecond: number
  /** How long each stall was, in ms, in their order. */
  readonly stallsMs: readonly number[]
  /** The longest time without a new picture. */
  readonly longestMs: number
  /** The share of looks that saw no code: before the first picture, or a damaged one. */
  readonly unreadShare: number
}

/** Sums up what a page saw; undefined when it saw no picture. */
export function summary(looks: readonly Look[]): Summary | undefined {
  const seen = looks.flatMap(({ now, blocks }) => {
    const code = readCode(blocks)
    return code ? [{ now, age: now - code.at, at: code.at }] : []
  })
  const [first, last] = [seen[0], seen.at(-1)]
  if (!first || !last || last.now === first.now) return undefined
  const ages = seen.map(({ age }) => age)
  const firstSeen = seen.filter(({ at }, index) => at !== seen[index - 1]?.at)
  const changes = firstSeen.map(({ now }) => now)
  const gaps = [...changes, last.now].slice(1).map((now, index) => now - (changes[index] ?? now))
  return {
    medianMs: rounded(quantile(ages, 0.5), 0),
    p95Ms: rounded(quantile(ages, 0.95), 0),
    maxMs: rounded(Math.max(...ages), 0),
    arrivalMs: rounded(median(firstSeen.map(({ age }) => age)), 0),
    framesPerSecond: rounded((changes.length * 1000) / (last.now - first.now), 1),
    stallsMs: gaps.filter(gap => gap > STALL_MS).map(Math.round),
    longestMs: Math.max(0, ...gaps),
    unreadShare: rounded(1 - seen.length / looks.length, 3),
  }
}
