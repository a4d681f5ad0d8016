import { sourceKind } from '../config/source.ts'
import type { CameraConfig } from '../config.ts'
import type { Picture } from '../media/jpeg/picture.ts'
import { noCounts } from './counts.ts'
import { Demand } from './demand.ts'
import { Pictures } from './pictures.ts'
import { Players } from './players/players.ts'
import { Intake } from './published/intake.ts'
import { Run, type RunOptions } from './run.ts'
import type { SmallElsewhere } from './sub/smallElsewhere.ts'
import { Sub } from './sub/sub.ts'
import type { SubLive } from './sub/subLive.ts'
import { LiveVideo } from './video/liveVideo.ts'
import type { Rendition } from './video/rendition.ts'
import { SideSound } from './video/sideSound.ts'
import { Window } from './video/window.ts'

/** How a camera is; `since` in ms since 1970. `reason` is a sentence for a person. */
export type CameraState =
  | { readonly kind: 'idle'; readonly since: number }
  | { readonly kind: 'starting'; readonly since: number }
  | { readonly kind: 'live'; readonly since: number }
  | { readonly kind: 'lost'; readonly since: number; readonly reason: string }

type NewState = { readonly kind: 'idle' | 'starting' | 'live' } | { readonly kind: 'lost'; readonly reason: string }

/**
 * Two a second since 2026. Segments are fewer, so a camera that is added again, or a program that is started again, goes
 * on above the numbers that players know, and no URI comes to mean something else. Some players count in 31 bits.
 */
function numberFromClock(): number {
  return Math.floor((Date.now() - Date.UTC(2026, 0, 1)) / 500)
}

/** One camera: what is held of it, who wants it, and how it is. */
export class Camera implements Rendition {
  readonly config: CameraConfig
  /** What the source is, for people: never with a password. */
  source: string
  readonly demand: Demand
  readonly pictures = new Pictures()
  readonly window: Window
  /** The same video as the window's, unit by unit. */
  readonly live: LiveVideo
  /** In these 'video' is wanted while the full picture is watched. */
  readonly demands: readonly Demand[]
  /** The small picture beside the full one; undefined where there is to be none. */
  readonly sub: Sub | undefined
  /** The small picture of a camera whose agent makes it elsewhere; undefined where it does not. */
  smallElsewhere: SmallElsewhere | undefined
  readonly counts = noCounts()
  /** The pages that show it, by what they report. */
  readonly players = new Players()
  /** Where its pictures come in, of a camera that takes what is published to it. */
  readonly intake: Intake | undefined
  /** Its sound, where that comes from elsewhere than the picture. */
  readonly sideSound: SideSound | undefined
  readonly #warnings = new Map<string, { readonly message: string; readonly until: number }>()
  readonly #goodbyes = new Set<() => void>()
  readonly #watchers = new Set<() => void>()
  #firstOfRun = 1
  /** FFmpeg has run since the camera was last idle. */
  #hasRun = false
  #state: CameraState = { kind: 'idle', since: Date.now() }

  /** `discontinuitySequence` goes on where an earlier camera with this id ended. */
  constructor(config: CameraConfig, discontinuitySequence = 0) {
    this.config = config
    this.source = config.id
    this.live = new LiveVideo(config.id)
    this.intake = sourceKind(config.source) === 'publish' ? new Intake(config.rate) : undefined
    this.sideSound = typeof config.audio === 'string' ? new SideSound() : undefined
    this.demand = new Demand({ idleSeconds: config.idle, keep: config.keep })
    this.demands = [this.demand]
    const firstNumber = numberFromClock()
    this.window = new Window(firstNumber, discontinuitySequence)
    const { sub, idle } = config
    this.sub = sub && new Sub({ config: sub, full: this, idleSeconds: idle, firstInit: firstNumber })
  }

  get id(): string {
    return this.config.id
  }

  get name(): string {
    return this.config.name
  }

  get state(): CameraState {
    return this.#state
  }

  /** The small picture unit by unit, wherever it is made; undefined where there is none. */
  get smallLive(): SubLive | SmallElsewhere | undefined {
    return this.smallElsewhere ?? this.sub?.live
  }

  /** Sentences about what works, but not as well as it could. */
  get warnings(): readonly string[] {
    const now = performance.now()
    return [...this.#warnings.values()].filter(({ until }) => now < until).map(({ message }) => message)
  }

  /** Calls `goodbye` when the camera leaves the hub, unless the returned function was called before. */
  onRemoved(goodbye: () => void): () => void {
    this.#goodbyes.add(goodbye)
    return () => this.#goodbyes.delete(goodbye)
  }

  /** Calls `changed` whenever the state was set, until the returned function is called. */
  onState(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  setState(state: NewState): void {
    const since = state.kind === this.#state.kind ? this.#state.since : Date.now()
    this.#state = { ...state, since }
    if (state.kind === 'idle' || state.kind === 'lost') this.#firstOfRun = this.pictures.nextSequence
    if (state.kind === 'idle') this.#rest()
    for (const changed of this.#watchers) changed()
  }

  /** Says `message` until it is cleared or said otherwise, and no longer than `ms`. */
  warn(code: string, message: string, ms: number = Number.POSITIVE_INFINITY): void {
    this.#warnings.set(code, { message, until: performance.now() + ms })
  }

  clearWarning(code: string): void {
    this.#warnings.delete(code)
  }

  /** One run of the process that captures. */
  begin(run: RunOptions): Run {
    this.#firstOfRun = this.pictures.nextSequence
    if (this.#hasRun) this.counts.restarts++
    this.#hasRun = true
    return new Run(this, run)
  }

  /** The picture is of the run that is on: not one that was held while the camera was away. */
  isFresh(picture: Picture): boolean {
    const capturing = this.#state.kind === 'live' || this.#state.kind === 'starting'
    return capturing && picture.sequence >= this.#firstOfRun
  }

  /** Ends what viewers of this camera wait for. */
  remove(): void {
    for (const goodbye of this.#goodbyes) goodbye()
    this.#goodbyes.clear()
    this.window.end()
  }

  #rest(): void {
    this.#hasRun = false
    // Nobody watches: what is held would only be served as live to who comes next.
    this.window.forget()
  }
}
