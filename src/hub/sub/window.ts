import type { PlaylistState } from '../../media/hls/playlist.ts'
import type { HeldInit, HeldPart, HeldSegment } from '../video/held.ts'
import type { LiveWindow } from '../video/rendition.ts'
import type { Window } from '../video/window.ts'
import { ratesOf, type WindowRates } from '../video/windowRates.ts'
import type { Waiters } from '../waiters.ts'

/** A player may ask for so many parts before they are there. */
const AHEAD = 8

/** A part of the small picture, and the init that it needs. */
interface SmallPart extends HeldPart {
  readonly init: number
}

/**
 * The small picture's window: for some of the full one's parts, in a row, the same moment made small. Whatever a playlist
 * says beside that is the full one's: numbers, dates, durations, discontinuities and the place of each part, so that the
 * two agree in all that RFC 8216bis §6.2.4 asks for.
 */
export class SubWindow implements LiveWindow {
  readonly #full: Window
  readonly #parts = new Map<number, SmallPart>()
  readonly #inits = new Map<number, HeldInit>()
  #nextInit: number
  #running = false

  constructor(full: Window, firstInit: number) {
    this.#full = full
    this.#nextInit = firstInit
  }

  /** The full window's: with each change of it this one may have changed. */
  get changed(): Waiters {
    return this.#full.changed
  }

  get limits() {
    return this.#full.limits
  }

  /** The newest init. */
  get init(): HeldInit | undefined {
    return this.#inits.get(this.#nextInit - 1)
  }

  /** Parts are made now. */
  get running(): boolean {
    return this.#running
  }

  set running(running: boolean) {
    this.#running = running
    this.changed.wake()
  }

  get newestCapturedAt(): number | undefined {
    return this.#held().at(-1)?.parts.at(-1)?.capturedAt
  }

  /** The id of the part that follows the newest; undefined when none is held. */
  get nextId(): number | undefined {
    const last = this.#held().at(-1)?.parts.at(-1)
    return last && last.id + 1
  }

  /** The parts from here on need this init, if it is not the one before. */
  begin(init: Omit<HeldInit, 'number'>): void {
    this.#inits.set(this.#nextInit, { ...init, number: this.#nextInit })
    this.#nextInit++
  }

  /** Takes the part that follows the newest, made of the full picture's part with the same id. */
  add(part: HeldPart): void {
    this.#parts.set(part.id, { ...part, init: this.#nextInit - 1 })
    for (const id of this.#parts.keys()) if (!this.#full.part(id)) this.#parts.delete(id)
    const needed = this.#parts.values().next().value?.init ?? this.#nextInit - 1
    for (const number of this.#inits.keys()) if (number < needed) this.#inits.delete(number)
    this.changed.wake()
  }

  /** Drops all parts: what comes next does not follow them. */
  forget(): void {
    this.#parts.clear()
    this.changed.wake()
  }

  state(): PlaylistState {
    const full = this.#full.state()
    const oldest = full.segments[0]?.msn ?? 0
    const segments = this.#held().filter(({ msn }) => msn >= oldest)
    const missing = full.segments.findIndex(({ msn }) => msn === segments[0]?.msn)
    const discontinuities = full.segments.slice(1, missing + 1).filter(({ discontinuity }) => discontinuity).length
    return {
      ...full,
      discontinuitySequence: full.discontinuitySequence + discontinuities,
      segments,
      nextPart: this.nextPart,
    }
  }

  get hasWholeSegment(): boolean {
    return this.state().segments[0]?.done === true
  }

  /** The number of the segment that is open, or comes next. */
  get edge(): number {
    const last = this.#held().at(-1)
    if (!last) return this.#full.edge
    return last.done ? last.msn + 1 : last.msn
  }

  /** As of the full window (RFC 8216bis §6.2.5.2). */
  has(msn: number, part?: number): boolean {
    const held = this.#held()
    const segment = held.find(candidate => candidate.msn === msn)
    if (!segment) return held[0] !== undefined && msn < held[0].msn
    if (part === undefined) return segment.done
    return part < segment.parts.length || (segment.done && this.has(msn + 1, 0))
  }

  segment(msn: number): HeldSegment | undefined {
    return this.#held().find(segment => segment.msn === msn)
  }

  part(id: number): HeldPart | undefined {
    return this.#full.part(id) && this.#parts.get(id)
  }

  get nextPart(): number {
    return this.nextId ?? this.#full.nextPart
  }

  /** The part with this id comes soon: a player that fetches ahead asks for more than the one that is hinted. */
  isNextPart(id: number): boolean {
    return id >= this.nextPart && id < this.nextPart + AHEAD
  }

  initNumbered(number: number): HeldInit | undefined {
    return this.#inits.get(number)
  }

  rates(): WindowRates | undefined {
    return ratesOf(this.#held().filter(segment => segment.done))
  }

  /** Of the full window's segments those that are made, and what is of the newest. */
  #held(): HeldSegment[] {
    return this.#full.segments.flatMap(full => {
      const parts = full.parts.flatMap(({ id }) => this.#parts.get(id) ?? [])
      const [first] = parts
      if (!first) return []
      const done = full.done && parts.length === full.parts.length
      const seconds = parts.reduce((sum, part) => sum + part.seconds, 0)
      return { ...full, init: first.init, seconds, done, parts }
    })
  }
}
