/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 to 1. */
  next(): number
  /** From `least` to `most`. */
  between(least: number, most: number): number
  /** One of these; throws when there is none. */
  pick<T>(from: readonly T[]): T
}

/** mulberry32, by Tommy Ettinger (public domain). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    between: (least, most) => least + next() * (most - least),
    pick: from => {
      const picked = from[Math.floor(next() * from.length)]
      if (picked === undefined) throw new Error('there is nothing to pick from')
      return picked
    },
  }
}
