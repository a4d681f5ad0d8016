import type { Cut, CutPart } from '../../media/hls/cut.ts'
import type { PlaylistState } from '../../media/hls/playlist.ts'
import { Waiters } from '../waiters.ts'
import type { HeldInit, HeldPart, HeldSegment } from './held.ts'
import { ShortWindow } from './shortWindow.ts'
import { ratesOf, type WindowRates } from './windowRates.ts'

/** What is fixed for as long as a camera is in the hub; in seconds (RFC 8216bis §6.2.1: they must not change). */
export interface WindowLimits {
  readonly targetDuration: number
  readonly partTarget: number
}

/** A playlist holds so many target durations; as much again stays answerable after it left the playlist. */
const LISTED_TARGETS = 8
const HELD_TARGETS = 2 * LISTED_TARGETS

/** About so many parts a segment: their numbers start so much higher. */
const PARTS_A_SEGMENT = 4

/** In seconds; sound may begin a little before the picture, and times must not be negative. */
const TIMELINE_START = 10

/**
 * The rolling window of one camera's segments and parts. Media sequence numbers start at `firstNumber` and never go
 * back; a run of the encoder that follows another begins with a discontinuity.
 */
export class Window {
  readonly changed = new Waiters()
  /** The same in shorter parts. */
  readonly short: ShortWindow
  #limits: WindowLimits | undefined
  #segments: HeldSegment[] = []
  readonly #parts = new Map<number, HeldPart>()
  readonly #inits = new Map<number, HeldInit>()
  #nextMsn: number
  #nextPart: number
  #nextInit: number
  readonly #firstInit: number
  // Starts near 0, unlike the media sequence: hls.js walks arrays as long as this number.
  #discontinuitySequence: number
  #listedFrom = 0
  #running = false
  #freshRun = false
  #endSeconds = TIMELINE_START

  constructor(firstNumber: number, discontinuitySequence = 0) {
    this.#nextMsn = firstNumber
    this.#nextPart = PARTS_A_SEGMENT * firstNumber
    this.#nextInit = firstNumber
    this.#firstInit = firstNumber
    this.short = new ShortWindow(this, firstNumber)
    this.#discontinuitySequence = discontinuitySequence
  }

  /** Undefined until the first run has begun. */
  get limits(): WindowLimits | undefined {
    return this.#limits
  }

  /** The init of the newest run. */
  get init(): HeldInit | undefined {
    return this.#inits.get(this.#nextInit - 1)
  }

  /** A run of the encoder adds parts now. */
  get running(): boolean {
    return this.#running
  }

  /** Where on the timeline the next run's first frame goes, in seconds. */
  get endSeconds(): number {
    return this.#endSeconds
  }

  /** When the newest part's first picture was captured, in ms since 1970. */
  get newestCapturedAt(): number | undefined {
    return this.#segments.at(-1)?.parts.at(-1)?.capturedAt
  }

  /** A run of the encoder begins. The first run's limits stay for good; they are what the later ones must keep. */
  begin(init: Omit<HeldInit, 'number'>, limits: WindowLimits): WindowLimits {
    this.#limits ??= limits
    if (this.#freshRun) this.#inits.delete(this.#nextInit - 1) // of a run without a picture, which nothing names
    this.#inits.set(this.#nextInit, { ...init, number: this.#nextInit })
    this.#nextInit++
    this.#running = true
    this.#freshRun = true
    return this.#limits
  }

  /** Appends what the segmenter cut, and wakes who waits. */
  add(cut: Cut): void {
    if (cut.kind === 'segmentEnd') this.#endSegment()
    else if (cut.kind === 'shortPart') this.short.add(cut)
    else this.#addPart(cut)
    this.changed.wake()
  }

  /** The run is over: nothing more comes until another begins. */
  end(): void {
    this.#endSegment()
    this.#running = false
    this.changed.wake()
  }

  /** Drops all segments, so that nobody is served old pictures as live; numbers go on. */
  forget(): void {
    this.#discontinuitySequence = this.discontinuities
    this.short.forget()
    this.#dropBefore(this.#segments.length)
    this.#listedFrom = 0
  }

  /** What the playlist says now. */
  state(): PlaylistState {
    const { targetDuration, partTarget } = this.#limits ?? { targetDuration: 1, partTarget: 1 }
    return {
      targetDuration,
      partTarget,
      discontinuitySequence: this.#discontinuitySequence,
      segments: this.#segments.slice(this.#listedFrom),
      nextPart: this.#nextPart,
    }
  }

  /** All that is held, also what the playlist names no more; the oldest first. */
  get segments(): readonly HeldSegment[] {
    return this.#segments
  }

  /** The playlist names a segment that is done; the oldest it names is the first to be. */
  get hasWholeSegment(): boolean {
    return this.#segments[this.#listedFrom]?.done === true
  }

  /** The discontinuity sequence number of the newest segment (RFC 8216 §6.2.1). */
  get discontinuities(): number {
    return this.#discontinuitySequence + discontinuitiesIn(this.#segments.slice(this.#listedFrom + 1))
  }

  /** The number of the segment that is open, or comes next. */
  get edge(): number {
    const last = this.#segments.at(-1)
    return last && !last.done ? last.msn : this.#nextMsn
  }

  /** What the segment is or will be that comes next. */
  get opening(): Pick<HeldSegment, 'msn' | 'init' | 'discontinuity'> {
    const discontinuity = this.#freshRun && this.#nextInit > this.#firstInit + 1
    return { msn: this.#nextMsn, init: this.#nextInit - 1, discontinuity }
  }

  /**
   * Whether the playlist already has this segment, or this part of it. A part past the end of a closed segment
   * is the next segment's first (RFC 8216bis §6.2.5.2).
   */
  has(msn: number, part?: number): boolean {
    const segment = this.#segments.find(candidate => candidate.msn === msn)
    if (!segment) return msn < (this.#segments[0]?.msn ?? this.#nextMsn)
    if (part === undefined) return segment.done
    if (part < segment.parts.length) return true
    return segment.done && this.has(msn + 1, 0)
  }

  segment(msn: number): { readonly parts: readonly HeldPart[]; readonly done: boolean } | undefined {
    return this.#segments.find(segment => segment.msn === msn)
  }

  part(id: number): HeldPart | undefined {
    return this.#parts.get(id)
  }

  /** The id of the part that comes next. */
  get nextPart(): number {
    return this.#nextPart
  }

  /** The part with this id may be asked for before it is there. */
  isNextPart(id: number): boolean {
    return id === this.#nextPart
  }

  initNumbered(number: number): HeldInit | undefined {
    return this.#inits.get(number)
  }

  /** What the whole segments that are held come to; undefined without any. */
  rates(): WindowRates | undefined {
    return ratesOf(this.#segments.filter(segment => segment.done))
  }

  #addPart(cut: CutPart): void {
    const { kind: _, ...facts } = cut
    const part: HeldPart = { id: this.#nextPart++, ...facts }
    const last = this.#segments.at(-1)
    const open = last && !last.done ? last : this.#openSegment(part)
    open.parts.push(part)
    open.seconds += part.seconds
    this.#endSeconds += part.seconds
    this.#parts.set(part.id, part)
  }

  #openSegment(part: HeldPart): HeldSegment {
    const segment: HeldSegment = { ...this.opening, seconds: 0, capturedAt: part.capturedAt, done: false, parts: [] }
    this.#nextMsn++
    this.#freshRun = false
    if (segment.discontinuity && this.#segments.length === 0) this.#discontinuitySequence++
    this.#segments.push(segment)
    return segment
  }

  #endSegment(): void {
    const last = this.#segments.at(-1)
    if (last) last.done = true
    this.#slide()
  }

  #slide(): void {
    const { targetDuration } = this.#limits ?? { targetDuration: 1 }
    const listedFrom = this.#firstWithin(LISTED_TARGETS * targetDuration)
    this.#discontinuitySequence += discontinuitiesIn(this.#segments.slice(this.#listedFrom + 1, listedFrom + 1))
    this.#listedFrom = listedFrom
    this.#dropBefore(this.#firstWithin(HELD_TARGETS * targetDuration))
  }

  /** The index of the oldest segment with which the ones from it on still last no longer than `seconds`. */
  #firstWithin(seconds: number): number {
    let length = 0
    for (let index = this.#segments.length - 1; index >= 0; index--) {
      length += this.#segments[index]?.seconds ?? 0
      if (length > seconds) return index + 1
    }
    return 0
  }

  #dropBefore(index: number): void {
    for (const segment of this.#segments.splice(0, index)) for (const part of segment.parts) this.#parts.delete(part.id)
    this.#listedFrom = Math.max(0, this.#listedFrom - index)
    const oldest = this.#segments[0]?.init ?? this.#nextInit - 1
    for (const number of this.#inits.keys()) if (number < oldest) this.#inits.delete(number)
  }
}

const discontinuitiesIn = (segments: readonly HeldSegment[]) => segments.filter(one => one.discontinuity).length
