import { JpegCredits } from '../play/deliveries/live/jpegCredits.ts'
import { Pace } from '../play/deliveries/live/pace.ts'
import { type LivePicture, readPicture } from '../play/deliveries/live/picture.ts'
import { LiveTalk } from '../play/deliveries/live/talk.ts'
import { Thrift } from '../play/deliveries/live/thrift.ts'
import type { LiveConfig, LiveUnit } from '../play/deliveries/live/units.ts'
import type { PlayedQuality } from '../play/playedQuality.ts'
import type { CameraState } from '../server/cameraJson.ts'
import type { Ending } from './messages.ts'

/** How somebody wants to see a camera. */
export interface Wish {
  /** Default: 'jpeg'. */
  readonly as?: 'jpeg' | 'h264'
  /** Of H.264, which picture. Default: 'full', and the small one while the line is too slow for it. */
  readonly quality?: PlayedQuality | undefined
  /** Of JPEGs, pictures a second. Default: each. */
  readonly fps?: number | undefined
  /** What opens the camera where this browser's session does not. */
  readonly ticket?: string | undefined
}

/** Who looks at a camera. Of H.264 and JPEG he gets what was asked for last in this page, by him or somebody else. */
export interface Looker {
  /** The connection is there, or not any more. */
  line(isOpen: boolean): void
  /** `repeats`: its source has no other picture until somebody makes one. */
  state(state: CameraState, repeats: boolean): void
  /** Takes a JPEG; `done` is to be called once it is drawn, or left out: then the next one comes. */
  picture?(picture: LivePicture, done: () => void): void
  /** What the units are that come now; `pace` is that of their coming. */
  config?(config: LiveConfig, pace: Pace): void
  /** Takes a unit; `done` as above. */
  unit?(unit: LiveUnit, done: () => void): void
  /** Nothing more comes for now: it is asked for again later. */
  ended(ending: Ending): void
}

/** What a channel needs of its connection. */
export interface ChannelLine {
  /** Sends a message if the connection is open. */
  say(message: object): void
  /** How long it took to open, in ms. */
  openMs(): number
}

/** After so long a camera of which nothing more comes is asked for again, in ms. */
const AGAIN_MS = 10_000
/** Where no more JPEGs a second are wanted than this, one may be under way: the next one is shown as early. */
const FEW_FPS = 5

/** One camera of a connection, for all who look at it in this page: their wishes, and what comes for them. */
export class Channel {
  readonly camera: string
  readonly #line: ChannelLine
  readonly #lookers = new Map<Looker, Wish>()
  readonly #pace = new Pace()
  readonly #thrift = new Thrift()
  /** Of H.264. */
  #talk: LiveTalk | undefined
  /** Of JPEGs of which many are wanted. */
  #jpegCredits: JpegCredits | undefined
  #wanted = ''
  #again: ReturnType<typeof setTimeout> | undefined

  constructor(camera: string, line: ChannelLine) {
    this.camera = camera
    this.#line = line
  }

  get isEmpty(): boolean {
    return this.#lookers.size === 0
  }

  /** A ticket of one of those who look. */
  get ticket(): string | undefined {
    return [...this.#lookers.values()].find(({ ticket }) => ticket !== undefined)?.ticket
  }

  add(looker: Looker, wish: Wish): void {
    this.#lookers.set(looker, wish)
    this.begin()
  }

  remove(looker: Looker): void {
    this.#lookers.delete(looker)
    if (this.isEmpty) {
      clearTimeout(this.#again)
      this.#line.say({ type: 'unwatch', camera: this.camera })
    } else if (JSON.stringify(this.#wish) !== this.#wanted) this.begin()
  }

  /** Asks for the camera, from its newest picture on. */
  begin(): void {
    clearTimeout(this.#again)
    const { as, fps, quality } = this.#wish
    const common = { type: 'watch', camera: this.camera, as, ...(this.ticket !== undefined && { ticket: this.ticket }) }
    this.#wanted = JSON.stringify(this.#wish)
    this.#talk = undefined
    this.#jpegCredits = fps > FEW_FPS ? new JpegCredits() : undefined
    if (as === 'h264') this.#beginTalk(common, quality)
    else this.#line.say({ ...common, credit: this.#jpegCredits?.opening ?? 1, ...(Number.isFinite(fps) && { fps }) })
  }

  line(isOpen: boolean): void {
    clearTimeout(this.#again)
    if (isOpen) this.begin()
    for (const looker of this.#lookers.keys()) looker.line(isOpen)
  }

  state(state: CameraState, repeats: boolean): void {
    for (const looker of this.#lookers.keys()) looker.state(state, repeats)
  }

  /** Nothing more comes of the camera: tells it to all who look, and asks for it again some time later. */
  ended(ending: Ending): void {
    clearTimeout(this.#again)
    this.#again = setTimeout(() => this.begin(), AGAIN_MS)
    for (const looker of this.#lookers.keys()) looker.ended(ending)
  }

  /** Takes a binary message, or one in text that is of this camera or of none, which came at `now`, in ms. */
  heard(data: ArrayBuffer | string, now: number): void {
    if (this.#talk) this.#talk.heard(data, now)
    else if (typeof data !== 'string') this.#heardPicture(data, now)
  }

  /** To be called a few times a second. */
  look(now: number): void {
    this.#talk?.look(now)
  }

  /** What all who look want, as one; of two kinds the one that was asked for last. */
  get #wish() {
    const wishes = [...this.#lookers.values()]
    const fps = Math.max(...wishes.map(({ fps }) => fps ?? Number.POSITIVE_INFINITY))
    const quality: PlayedQuality = wishes.every(({ quality }) => quality === 'saver') ? 'saver' : 'full'
    return { as: wishes.at(-1)?.as ?? 'jpeg', fps, quality }
  }

  #beginTalk(common: object, wanted: PlayedQuality): void {
    const now = performance.now()
    const taker = {
      config: (config: LiveConfig) => {
        for (const looker of this.#lookers.keys()) looker.config?.(config, this.#pace)
      },
      unit: (unit: LiveUnit, done: () => void) => {
        if (unit.kind === 'video') this.#hand((looker, one) => (looker.unit ? looker.unit(unit, one) : one()), done)
      },
    }
    // One that was left may still be done with pictures of before: its counts are none of this watch.
    const say = (message: object) => this.#talk === talk && this.#line.say({ ...message, camera: this.camera })
    const quality = { wanted, thrift: this.#thrift }
    const talk: LiveTalk = new LiveTalk({ taker, pace: this.#pace, quality, say }, now - this.#line.openMs())
    const asks = new URLSearchParams(talk.query)
    this.#line.say({ ...common, quality: asks.get('quality'), most: Number(asks.get('most')) })
    this.#talk = talk
    talk.opened(now)
  }

  #heardPicture(data: ArrayBuffer, now: number): void {
    const picture = readPicture(data)
    if (!picture) return
    this.#pace.came(picture.capturedAt, now)
    const count = this.#jpegCredits?.taken(now, this.#pace.lateMs(picture.capturedAt, now)) ?? 1
    this.#hand(
      (looker, one) => (looker.picture ? looker.picture(picture, one) : one()),
      () => count > 0 && this.#line.say({ type: 'credit', camera: this.camera, count }),
    )
  }

  /** Hands something to all who look; `done` is called when all are done with it. */
  #hand(take: (looker: Looker, done: () => void) => void, done: () => void): void {
    const lookers = [...this.#lookers.keys()]
    let waiting = lookers.length
    const one = () => {
      if (--waiting === 0) done()
    }
    for (const looker of lookers) take(looker, one)
  }
}
