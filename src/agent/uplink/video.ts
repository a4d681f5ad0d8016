import type { Camera } from '../../hub/camera.ts'
import type { AgentWord, Have } from '../../hub/relay/messages.ts'
import type { Clock } from '../clock.ts'
import { Backlog } from './backlog.ts'

/** The connection that video goes to. */
export interface Sink {
  /** Bytes that have not left this program yet. */
  readonly waiting: number
  send(message: Uint8Array): void
  say(word: AgentWord): void
}

/** More is not put into a connection: what waits here can still be left out. */
const MOST_WAITING = 256 * 1024
/** So long after a connection broke off capture goes on for the next one. */
const RESUME_MS = 10_000

/**
 * One camera's video on its way to a relay, over as many connections as it takes: each unit once and in order. What a line
 * can't carry waits here; when that is too much it goes on with the newest keyframe, and the relay is told.
 */
export class VideoUplink {
  readonly #camera: Camera
  readonly #clock: Clock
  readonly #agent: string
  readonly #backlog = new Backlog()
  #sink: Sink | undefined
  #next: number | undefined
  #config: Uint8Array<ArrayBuffer> | undefined
  #run = 0
  #release: (() => void) | undefined
  #abandoning: ReturnType<typeof setTimeout> | undefined
  /** How long units waited for the relay to have them, of the newest that it has, in ms. */
  delayMs = 0
  /** How often units were left out. */
  skips = 0

  /** `agent` is its name, which stands in those of the runs. */
  constructor(camera: Camera, agent: string, clock: Clock) {
    this.#camera = camera
    this.#agent = agent
    this.#clock = clock
  }

  /** The relay wants video over this connection; `have`: what it has already. */
  start(sink: Sink, have: Have | undefined): void {
    clearTimeout(this.#abandoning)
    this.#sink = sink
    this.#next = undefined
    this.#hold()
    this.#gather()
    const first = this.#backlog.firstId
    const next = this.#backlog.nextId
    const wanted = have?.run === this.#name ? have.unit + 1 : undefined
    if (wanted !== undefined && first !== undefined && next !== undefined && wanted >= first && wanted <= next) {
      sink.say({ type: 'resume', unit: wanted })
      this.#next = wanted
    }
    this.offer()
  }

  /** The relay has all units up to this one. */
  taken(unit: number): void {
    const at = this.#backlog.cameAt(unit)
    if (at !== undefined) this.delayMs = this.#clock.now() - at
  }

  /** Nobody wants it any more. */
  stop(): void {
    clearTimeout(this.#abandoning)
    this.#sink = undefined
    this.#release?.()
    this.#release = undefined
    this.#backlog.clear()
    this.#config = undefined
  }

  /** The connection broke off: capture goes on for a while, as the next one may follow at once. */
  detach(): void {
    if (!this.#sink) return
    this.#sink = undefined
    this.#abandoning = setTimeout(() => this.stop(), RESUME_MS)
  }

  /** Sends what there is, as far as the connection takes it. */
  offer(): void {
    const sink = this.#sink
    if (!sink || this.#backlog.firstId === undefined) return
    if (this.#next === undefined) this.#begin(sink, this.#backlog.beginning(this.#clock.now())?.id)
    else if (this.#next < this.#backlog.firstId) {
      this.skips++
      this.#begin(sink, this.#backlog.newest()?.id)
    }
    while (this.#next !== undefined && sink.waiting <= MOST_WAITING) {
      const unit = this.#backlog.unit(this.#next)
      if (!unit) return
      this.#next++
      sink.send(unit.message())
    }
  }

  get #name(): string {
    return `${this.#agent}.${this.#run}`
  }

  #begin(sink: Sink, unit: number | undefined): void {
    const { passthrough = true, frameRate } = this.#camera.live.options ?? {}
    if (unit === undefined || !this.#config) return
    this.#run++
    sink.say({ type: 'begin', run: this.#name, unit, passthrough, frameRate })
    sink.send(this.#config)
    this.#next = unit
  }

  #hold(): void {
    if (this.#release) return
    const unwant = this.#camera.demand.hold('video')
    const unsubscribe = this.#camera.live.subscribe(() => {
      this.#gather()
      this.offer()
    })
    this.#release = () => {
      unsubscribe()
      unwant()
    }
  }

  /** Takes over what the camera's own viewers get. */
  #gather(): void {
    const { live } = this.#camera
    const { config, first } = live
    if (!config || !first) return
    const follows = config === this.#config && (this.#backlog.nextId ?? first.id) >= first.id
    if (!follows) {
      this.#backlog.clear()
      this.#next = undefined
      this.#config = config
    }
    const now = this.#clock.now()
    for (let id = this.#backlog.nextId ?? first.id; ; id++) {
      const unit = live.unit(id)
      if (!unit) return
      this.#backlog.push(unit, now)
    }
  }
}
