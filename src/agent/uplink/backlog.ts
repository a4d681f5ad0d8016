import type { LiveUnit } from '../../hub/video/liveVideo.ts'

interface Kept {
  readonly unit: LiveUnit
  readonly at: number
}

/** So long a connection may be away and go on without a gap. */
const KEPT_MS = 10_000
const MOST_BYTES = 24 << 20
/** Who begins gets the newest keyframe that is so old: enough for a whole segment, and little enough for a thin line. */
const BEGIN_MS = 1_500

/** The newest units of one run in whole groups of pictures: what a relay may still be missing. Times are the clock's. */
export class Backlog {
  #kept: Kept[] = []
  #bytes = 0

  /** The number that the next unit will have; undefined when none is kept. */
  get nextId(): number | undefined {
    const last = this.#kept.at(-1)
    return last && last.unit.id + 1
  }

  get firstId(): number | undefined {
    return this.#kept[0]?.unit.id
  }

  /** Takes the unit that follows; what follows nothing begins with a keyframe. */
  push(unit: LiveUnit, now: number): void {
    this.#kept.push({ unit, at: now })
    this.#bytes += unit.message().length
    if (unit.kind === 'video' && unit.keyframe) this.#drop(now)
  }

  clear(): void {
    this.#kept = []
    this.#bytes = 0
  }

  /** The unit with this number, if it is kept. */
  unit(id: number): LiveUnit | undefined {
    return this.#at(id)?.unit
  }

  /** When this unit came; undefined when it is not kept. */
  cameAt(id: number): number | undefined {
    return this.#at(id)?.at
  }

  /** Where one begins who has nothing. */
  beginning(now: number): LiveUnit | undefined {
    const keyframes = this.#kept.filter(({ unit }) => unit.kind === 'video' && unit.keyframe)
    return (keyframes.findLast(({ at }) => now - at >= BEGIN_MS) ?? keyframes[0])?.unit
  }

  /** Where one goes on who has fallen behind: the newest keyframe. */
  newest(): LiveUnit | undefined {
    return this.#kept.findLast(({ unit }) => unit.kind === 'video' && unit.keyframe)?.unit
  }

  #at(id: number): Kept | undefined {
    return this.#kept[id - (this.firstId ?? id)]
  }

  /** Whole groups that are too old or too many; never the newest. */
  #drop(now: number): void {
    for (;;) {
      const next = this.#kept.findIndex(({ unit }, index) => index > 0 && unit.kind === 'video' && unit.keyframe)
      const second = this.#kept[next]
      if (!second || (now - second.at < KEPT_MS && this.#bytes <= MOST_BYTES)) return
      for (const { unit } of this.#kept.splice(0, next)) this.#bytes -= unit.message().length
    }
  }
}
