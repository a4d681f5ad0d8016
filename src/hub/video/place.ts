import { sameBytes } from '../../media/bytes.ts'
import type { HeldInit, HeldPart, HeldSegment } from './held.ts'
import type { Window } from './window.ts'

/** Who is behind by more target durations than this goes on with the newest keyframe. */
const FAR_BEHIND_TARGETS = 3

/** One viewer's place in a window that he gets part after part: it holds no bytes, and no queue is his. */
export class Place {
  readonly #window: Window
  /** What all of his parts need. */
  readonly init: HeldInit
  #run: number
  #next: number
  #over = false

  constructor(window: Window, init: HeldInit, next: number) {
    this.#window = window
    this.init = init
    this.#run = init.number
    this.#next = next
  }

  /** What follows needs another init: he has to begin anew. */
  get over(): boolean {
    return this.#over
  }

  /**
   * The part that is his now, each once: the next, or the newest keyframe's when he is far behind. Undefined while it has
   * not come, and when it is over.
   */
  take(): HeldPart | undefined {
    const found = this.#found()
    if (!found) return undefined
    this.#over ||= !this.#fits(found.segment)
    if (this.#over) return undefined
    this.#next = found.part.id + 1
    return found.part
  }

  #found(): Found | undefined {
    const { segments, limits } = this.#window
    const index = segments.findLastIndex(segment => (segment.parts[0]?.id ?? this.#next) <= this.#next)
    const behind = segments.slice(index + 1).reduce((sum, segment) => sum + segment.seconds, 0)
    const far = FAR_BEHIND_TARGETS * (limits?.targetDuration ?? 0)
    if (index < 0 || behind > far) return newestKeyframe(segments)
    for (const segment of segments.slice(index)) {
      const part = segment.parts.find(({ id }) => id === this.#next)
      if (part) return { segment, part }
    }
    return undefined
  }

  // An encoder that is started again as it was goes on where the timeline ended, with the same init: so does he.
  #fits(segment: HeldSegment): boolean {
    if (segment.init === this.#run) return true
    const init = this.#window.initNumbered(segment.init)
    if (!init || !sameBytes(init.bytes, this.init.bytes)) return false
    this.#run = segment.init
    return true
  }
}

/** The place of the newest keyframe of the run that is on; undefined while there is none. */
export function placeAtKeyframe(window: Window): Place | undefined {
  const newest = window.running ? newestKeyframe(window.segments) : undefined
  const init = newest && window.initNumbered(newest.segment.init)
  return init && init === window.init ? new Place(window, init, newest.part.id) : undefined
}

interface Found {
  readonly segment: HeldSegment
  readonly part: HeldPart
}

function newestKeyframe(segments: readonly HeldSegment[]): Found | undefined {
  const segment = segments.findLast(({ parts }) => parts.length > 0)
  const part = segment?.parts[0] // what begins with a keyframe; a later one may hold one in its middle
  return segment && part && { segment, part }
}
