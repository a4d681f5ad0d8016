import { Floor } from '../../../../media/floor.ts'
import type { ClockSample } from '../../../server/serverClock.ts'
import type { PlayedQuality } from '../../playedQuality.ts'
import { Line } from './line.ts'
import { liveQuery } from './liveQuery.ts'
import type { Pace } from './pace.ts'
import { readPong } from './pong.ts'
import type { Thrift } from './thrift.ts'
import { type LiveConfig, type LiveUnit, readUnit } from './units.ts'

/** Who takes what a live WebSocket brings. */
export interface LiveTaker {
  config(config: LiveConfig): void
  /** Takes a unit; `done` is to be called once a picture was decoded, or is known never to be. */
  unit(unit: LiveUnit, done: () => void): void
  /** Hears what the server's clock says, again and again. */
  clock?(sample: ClockSample): void
}

/** What a viewer of a live WebSocket needs. Times of `now` are of any clock, in ms. */
export interface TalkParts {
  readonly taker: LiveTaker
  /** Learns from each picture. */
  readonly pace: Pace
  /** What the person asks for, and what chooses the picture where that is the full one. */
  readonly quality: { readonly wanted: PlayedQuality; readonly thrift: Thrift }
  /** Sends a message to the server, if the socket is open. */
  say(message: object): void
  /** Counts bytes that came. */
  received?(bytes: number): void
}

/** So many pictures may be on their way to the decoder and in it. */
const CREDITS = 24
/** Credits are given back at once while no more than this wait for the decoder, which may hold some back to sort them. */
const DECODING = 8
/** What was left out while nobody was there to take it is told within this, in ms, and says nothing of the line. */
const TAKING_OVER_MS = 1000
/** The quickest picture of the last half to whole minute counts. */
const FLOOR_MS = 30_000

/**
 * What a viewer says to the server of a live WebSocket, and how it takes what comes: credits, how many bytes may be under way,
 * and which picture is wanted.
 */
export class LiveTalk {
  readonly #parts: TalkParts
  readonly #line = new Line()
  /** Of the times that pictures took, from their capture on one clock until they came on another. */
  readonly #transits = new Floor(FLOOR_MS)
  readonly #beganAt: number
  #open = false
  #received = 0
  #decoding = 0
  #owed = 0
  #asked: PlayedQuality
  /** There is no small picture. */
  #none = false
  /** The connection was there before us, and the server had to wait until we gave credit. */
  #waitedForUs = false

  constructor(parts: TalkParts, now: number) {
    this.#parts = parts
    this.#beganAt = now
    this.#asked = this.#wanted
    parts.quality.thrift.begin(now)
  }

  /** What the address of the WebSocket is to ask for. */
  get query(): string {
    return liveQuery(this.#asked)
  }

  /** The connection is open; it was begun at `beganAt`, if that was before us. */
  opened(now: number, beganAt = this.#beganAt): void {
    this.#open = true
    this.#waitedForUs = beganAt < this.#beganAt
    this.#line.opened(now - beganAt, now)
    this.#give(CREDITS)
    this.look(now)
  }

  /** To be called a few times a second. */
  look(now: number): void {
    if (!this.#open) return
    if (this.#line.asks(now)) this.#parts.say({ type: 'ping', at: now })
    if (this.#wanted === this.#asked || this.#none) return
    this.#asked = this.#wanted
    this.#parts.say({ type: 'quality', quality: this.#asked })
  }

  /** Takes a message. Throws what the taker throws. */
  heard(data: ArrayBuffer | string, now: number): void {
    if (typeof data === 'string') this.#heardText(data, now)
    else this.#heardUnit(data, now)
  }

  get #wanted(): PlayedQuality {
    const { wanted, thrift } = this.#parts.quality
    return wanted === 'saver' ? wanted : thrift.quality
  }

  #heardText(text: string, now: number): void {
    this.#parts.received?.(text.length)
    const pong = readPong(text)
    if (pong) this.#line.answered(pong.at, now)
    if (text.startsWith('{"type":"quality"')) this.#none = true
    if (text.startsWith('{"type":"skipped"')) this.#skipped(Number(Object(JSON.parse(text)).pictures), now)
    this.look(now)
  }

  #skipped(pictures: number, now: number): void {
    const forUs = this.#waitedForUs && now - this.#beganAt < TAKING_OVER_MS
    this.#waitedForUs = false
    if (!forUs) this.#parts.quality.thrift.skipped(pictures, this.#line.rate(now), now)
  }

  #heardUnit(data: ArrayBuffer, now: number): void {
    const bytes = data.byteLength
    this.#parts.received?.(bytes)
    const unit = readUnit(data)
    if (unit?.kind === 'config') this.#parts.taker.config(unit.config)
    if (!unit || unit.kind === 'config') return
    this.#line.came(bytes, now)
    if (unit.kind === 'video') this.#cameVideo(unit, bytes, now)
    else this.#parts.taker.unit(unit, () => undefined)
    this.look(now)
  }

  #cameVideo(unit: LiveUnit & { kind: 'video' }, bytes: number, now: number): void {
    this.#received += bytes
    const transit = now - unit.capturedAt
    this.#transits.take(transit, now)
    this.#parts.pace.came(unit.capturedAt, now)
    const lateMs = transit - (this.#transits.least ?? transit)
    this.#parts.quality.thrift.came({ lateMs, bytes, key: unit.key }, this.#line.rate(now), now)
    this.#decoding++
    if (this.#decoding > DECODING) this.#owed++
    else this.#give(1)
    this.#parts.taker.unit(unit, () => this.#decoded())
  }

  #decoded(): void {
    this.#decoding--
    if (this.#owed === 0) return
    this.#owed--
    this.#give(1)
  }

  #give(count: number): void {
    this.#parts.say({ type: 'credit', count, received: this.#received, most: this.#line.most })
  }
}
