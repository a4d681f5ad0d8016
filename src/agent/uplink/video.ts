import type { Camera } from '../../hub/camera.ts'
import type { Have } from '../../hub/relay/messages.ts'
import type { LiveVideo } from '../../hub/video/liveVideo.ts'
import type { Clock } from '../clock.ts'
import { Backlog } from './backlog.ts'
import type { Sink } from './sink.ts'
import { Thrift } from './thrift.ts'

/** So long after a connection broke off capture goes on for the next one. */
const RESUME_MS = 10_000
/** How often it is looked whether the line carries what it gets. */
const LOOK_MS = 250

/** Whose video goes where, and by whom. */
export interface VideoUplinkOptions {
  readonly camera: Camera
  /** The agent's name, which stands in those of the runs. */
  readonly agent: string
  readonly clock: Clock
  /** Told when the line begins to get the small picture, and when the full one again. */
  onPicture?(small: boolean): void
}

/**
 * One camera's video on its way to a relay, over as many connections as it takes: each unit once and in order. What a line
 * can't carry waits here; when that is too much it goes on with the newest keyframe, and the relay is told. A line that is too
 * thin for the full picture gets the small one in its place, as soon as that is made.
 */
export class VideoUplink {
  readonly #options: VideoUplinkOptions
  readonly #backlog = new Backlog()
  readonly #thrift = new Thrift()
  #sink: Sink | undefined
  #next: number | undefined
  #config: Uint8Array<ArrayBuffer> | undefined
  #small = false
  #run = 0
  #lookedAt = Number.NEGATIVE_INFINITY
  #release: (() => void) | undefined
  #releaseSmall: (() => void) | undefined
  #abandoning: ReturnType<typeof setTimeout> | undefined

  constructor(options: VideoUplinkOptions) {
    this.#options = options
  }

  /** It is the small picture that goes out. */
  get isSmall(): boolean {
    return this.#small
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

  /** Nobody wants it any more. */
  stop(): void {
    clearTimeout(this.#abandoning)
    this.#sink = undefined
    this.#release?.()
    this.#release = undefined
    this.#backlog.clear()
    this.#config = undefined
    this.#small = false
  }

  /** The connection broke off: capture goes on for a while, as the next one may follow at once. */
  detach(): void {
    if (!this.#sink) return
    this.#sink = undefined
    this.#abandoning = setTimeout(() => this.stop(), RESUME_MS)
  }

  /** Sends what there is, as far as the line carries it. */
  offer(): void {
    const sink = this.#sink
    if (!sink || this.#backlog.firstId === undefined) return
    if (this.#next === undefined) this.#begin(sink, this.#backlog.beginning(this.#options.clock.now())?.id)
    else if (this.#next < this.#backlog.firstId) this.#begin(sink, this.#backlog.newest()?.id)
    while (this.#next !== undefined && sink.hasRoom) {
      const unit = this.#backlog.unit(this.#next)
      if (!unit) return
      this.#next++
      sink.send(unit.message())
    }
  }

  get #name(): string {
    return `${this.#options.agent}.${this.#run}`
  }

  #begin(sink: Sink, unit: number | undefined): void {
    const { live, sub } = this.#options.camera
    const { passthrough = true, frameRate } = live.options ?? {}
    if (unit === undefined || !this.#config) return
    this.#run++
    const rate = this.#small && sub && frameRate !== undefined ? Math.min(frameRate, sub.config.rate) : frameRate
    sink.say({ type: 'begin', run: this.#name, unit, passthrough, frameRate: rate })
    sink.send(this.#config)
    this.#next = unit
  }

  #hold(): void {
    if (this.#release) return
    const { demand, live, sub } = this.#options.camera
    const more = () => {
      this.#look()
      this.#gather()
      this.offer()
    }
    const undo = [demand.hold('video'), live.subscribe(more), sub?.live.video.subscribe(more)]
    this.#release = () => {
      for (const step of undo) step?.()
      this.#releaseSmall?.()
      this.#releaseSmall = undefined
    }
    this.#holdSmall()
  }

  /** Has the small picture made while the line is too thin for the full one. */
  #holdSmall(): void {
    const { thin } = this.#thrift
    if (thin) this.#releaseSmall ??= this.#options.camera.sub?.live.demand.hold('video')
    else {
      this.#releaseSmall?.()
      this.#releaseSmall = undefined
    }
  }

  /** Looks at the line now and then, where there is a picture to choose. */
  #look(): void {
    const { camera, clock } = this.#options
    const sink = this.#sink
    const now = clock.now()
    if (!sink || !camera.sub || camera.sub.spared || now - this.#lookedAt < LOOK_MS) return
    this.#lookedAt = now
    const { carried, silentMs } = sink
    const at = this.#next === undefined ? undefined : this.#backlog.cameAt(this.#next)
    const needed = () => bytesPerSecond(camera)
    const look = { now, behindMs: at === undefined ? 0 : now - at, silentMs, carried, needed }
    if (this.#thrift.look(look)) this.#holdSmall()
  }

  /** What goes out now: the small picture where it is wanted and there. */
  get #live(): LiveVideo {
    const { live, sub } = this.#options.camera
    return this.#thrift.thin && sub?.live.video.first ? sub.live.video : live
  }

  /** Takes over what the camera's own viewers get. */
  #gather(): void {
    const live = this.#live
    const { config, first } = live
    if (!config || !first) return
    const follows = config === this.#config && (this.#backlog.nextId ?? first.id) >= first.id
    if (!follows) {
      this.#backlog.clear()
      this.#next = undefined
      this.#config = config
      this.#run++ // what a relay has of the one before does not go on with this one, whatever its numbers are
      this.#became(live !== this.#options.camera.live)
    }
    const now = this.#options.clock.now()
    for (let id = this.#backlog.nextId ?? first.id; ; id++) {
      const unit = live.unit(id)
      if (!unit) return
      this.#backlog.push(unit, now)
    }
  }

  #became(small: boolean): void {
    if (small === this.#small) return
    this.#small = small
    this.#options.onPicture?.(small)
  }
}

/** What the full picture needs. */
function bytesPerSecond({ window }: Camera): number | undefined {
  const rates = window.rates()
  return rates && rates.averageBitRate / 8
}
