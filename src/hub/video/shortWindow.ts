import type { CutShortPart } from '../../media/hls/cut.ts'
import type { ListedSegment, PlaylistState } from '../../media/hls/playlist.ts'
import type { Waiters } from '../waiters.ts'
import type { HeldInit, HeldPart } from './held.ts'
import type { LiveWindow } from './rendition.ts'
import type { Window } from './window.ts'
import type { WindowRates } from './windowRates.ts'

/** More than so many short parts a segment are seldom: their numbers start so much higher. */
const PARTS_A_SEGMENT = 16
/** Playlists are fetched ten times a second: they name no more than a player at the live edge needs, in target durations. */
const LISTED_TARGETS = 3
/** So many of the newest segments are told by their parts. */
const SEGMENTS_IN_PARTS = 2
/** A player may ask for so many parts before they are there: one a round trip is too few on a long way. */
const AHEAD = 8

interface ShortPart extends HeldPart {
  readonly msn: number
}

/**
 * A window's same segments in short parts, for our own page: the delay of LL-HLS is a part and what the network needs.
 * Apple's players are told of the long ones (a PART-TARGET of 1 s is recommended to them, and 85 % of it demanded).
 */
export class ShortWindow implements LiveWindow {
  readonly #full: Window
  readonly #parts = new Map<number, ShortPart>()
  #next: number

  constructor(full: Window, firstNumber: number) {
    this.#full = full
    this.#next = PARTS_A_SEGMENT * firstNumber
  }

  /** Takes a short part of the segment that is open, or comes next. */
  add({ kind: _, ...cut }: CutShortPart): void {
    const msn = this.#full.edge
    const part: ShortPart = { ...cut, id: this.#next++, msn }
    this.#parts.set(part.id, part)
    for (const old of this.#parts.values()) if (old.msn < msn - SEGMENTS_IN_PARTS) this.#parts.delete(old.id)
  }

  /** Drops all parts. */
  forget(): void {
    this.#parts.clear()
  }

  get changed(): Waiters {
    return this.#full.changed
  }

  get limits() {
    return this.#full.limits
  }

  get init(): HeldInit | undefined {
    return this.#full.init
  }

  get running(): boolean {
    return this.#full.running
  }

  get newestCapturedAt(): number | undefined {
    return this.#full.newestCapturedAt
  }

  get hasWholeSegment(): boolean {
    return this.#full.hasWholeSegment
  }

  get edge(): number {
    return this.#full.edge
  }

  state(): PlaylistState {
    const full = this.#full.state()
    const listed = LISTED_TARGETS * full.targetDuration
    const from = full.segments.findIndex((_, index) => lengthOf(full.segments.slice(index)) <= listed)
    const left = full.segments.slice(1, Math.max(0, from) + 1).filter(({ discontinuity }) => discontinuity).length
    const segments = full.segments.slice(Math.max(0, from)).map(segment => this.#inParts(segment))
    return {
      ...full,
      discontinuitySequence: full.discontinuitySequence + left,
      segments: [...segments, ...this.#begun()],
      nextPart: this.#next,
    }
  }

  /** As of the full window (RFC 8216bis §6.2.5.2). */
  has(msn: number, part?: number): boolean {
    if (part === undefined || msn < this.edge - 1) return this.#full.has(msn)
    const parts = this.#partsOf(msn)
    return part < parts.length || (this.#full.has(msn) && this.has(msn + 1, 0))
  }

  segment(msn: number): ReturnType<LiveWindow['segment']> {
    return this.#full.segment(msn)
  }

  part(id: number): HeldPart | undefined {
    return this.#parts.get(id)
  }

  get nextPart(): number {
    return this.#next
  }

  /** The part with this id comes soon. */
  isNextPart(id: number): boolean {
    return id >= this.#next && id < this.#next + AHEAD
  }

  initNumbered(number: number): HeldInit | undefined {
    return this.#full.initNumbered(number)
  }

  rates(): WindowRates | undefined {
    return this.#full.rates()
  }

  #partsOf(msn: number): ShortPart[] {
    return [...this.#parts.values()].filter(part => part.msn === msn)
  }

  #inParts(segment: ListedSegment): ListedSegment {
    const parts = this.#partsOf(segment.msn)
    if (segment.done) return { ...segment, parts: segment.msn > this.edge - 1 - SEGMENTS_IN_PARTS ? parts : [] }
    return { ...segment, parts, seconds: lengthOf(parts) }
  }

  /** The segment of which there are short parts only. */
  #begun(): ListedSegment[] {
    const { opening } = this.#full
    const parts = this.#partsOf(opening.msn)
    const [first] = parts
    return first ? [{ ...opening, seconds: lengthOf(parts), capturedAt: first.capturedAt, done: false, parts }] : []
  }
}

function lengthOf(lasting: readonly { readonly seconds: number }[]): number {
  return lasting.reduce((sum, { seconds }) => sum + seconds, 0)
}
