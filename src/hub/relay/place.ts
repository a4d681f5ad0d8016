import { cameraFromSource } from '../../config/camera.ts'
import type { CameraConfig } from '../../config.ts'
import type { Camera } from '../camera.ts'
import type { Hub } from '../hub.ts'
import { SmallElsewhere } from '../sub/smallElsewhere.ts'
import type { AgentLink } from './link.ts'
import type { AgentWord, ToldState } from './messages.ts'
import { Reception } from './reception.ts'

/** A camera that a relay shows, as it remembers it. */
export interface KnownCamera {
  readonly id: string
  readonly name: string
  /** Its source repeats a picture until there is a newer one. */
  readonly repeats: boolean
  /** Its agent can make a small picture beside the full one. */
  readonly small?: boolean | undefined
  /** When its agent came last, in ms since 1970. */
  readonly seenAt: number
}

/** What an agent says of its camera when it comes. */
export type Described = Pick<KnownCamera, 'name' | 'repeats' | 'small'>

/** Shorter than a viewer's return: with that, an agent is silent some seconds after the last viewer. */
const IDLE_SECONDS = 4
/** A connection that breaks off is made again at once: nobody need be told, and after longer a run can't go on. */
const LOST_MS = 2_000
const RESUME_MS = 12_000
/** A run whose keyframes come when the camera likes needs longer segments (RFC 8216 §6.2.1: a window's never change). */
const PASSTHROUGH_TARGET = 4

const NO_AGENT = 'The machine of this camera is not connected to the relay.'

/** One camera at a relay: what is held of it, and the connection of its agent. */
export class Place {
  readonly #hub: Hub
  #known: KnownCamera
  #camera: Camera
  #reception: Reception
  #link: AgentLink | undefined
  #timers: ReturnType<typeof setTimeout>[] = []
  #warnings = 0

  constructor(hub: Hub, known: KnownCamera) {
    this.#hub = hub
    this.#known = known
    this.#camera = this.#added()
    this.#reception = new Reception(this.#camera)
    this.#camera.setState({ kind: 'lost', reason: NO_AGENT })
  }

  get known(): KnownCamera {
    return this.#known
  }

  get camera(): Camera {
    return this.#camera
  }

  get reception(): Reception {
    return this.#reception
  }

  get link(): AgentLink | undefined {
    return this.#link
  }

  /** This connection is the camera's now. */
  enter(link: AgentLink): void {
    this.#link = link
    for (const timer of this.#timers.splice(0)) clearTimeout(timer)
    if (this.#camera.state.kind === 'lost') this.#camera.setState({ kind: 'idle' })
  }

  /** This connection is over; nothing changes when another is the camera's already. */
  left(link: AgentLink): void {
    if (this.#link !== link) return
    this.#link = undefined
    this.#known = { ...this.#known, seenAt: Date.now() }
    this.#timers = [
      setTimeout(() => this.#camera.setState({ kind: 'lost', reason: NO_AGENT }), LOST_MS),
      setTimeout(() => this.drop(), RESUME_MS),
    ]
  }

  /** Its agent is here, and says what the camera is. */
  describe({ name, repeats, small = false }: Described): void {
    const { known } = this
    const news = name !== known.name || repeats !== known.repeats || small !== (known.small ?? false)
    this.#known = { ...known, name, repeats, small, seenAt: Date.now() }
    if (news) this.#renew()
  }

  begin(run: Extract<AgentWord, { type: 'begin' }>): void {
    const target = this.#camera.window.limits?.targetDuration
    if (run.passthrough && target !== undefined && target < PASSTHROUGH_TARGET) this.#renew()
    this.#reception.begin(run)
  }

  /** How the camera is, as its agent says. */
  tell({ kind, reason, warnings, small }: ToldState): void {
    if (this.#camera.smallElsewhere) this.#camera.smallElsewhere.facts = small
    for (let index = warnings.length; index < this.#warnings; index++) this.#camera.clearWarning(`agent ${index}`)
    for (const [index, warning] of warnings.entries()) this.#camera.warn(`agent ${index}`, warning)
    this.#warnings = warnings.length
    if (kind === 'lost') this.#camera.setState({ kind, reason: reason ?? 'The camera gives no picture.' })
    else this.#camera.setState({ kind: kind === 'idle' ? 'starting' : kind })
  }

  /** Nobody wants the camera any more. */
  rest(): void {
    this.#reception.endVideo()
    this.#reception.endSmall()
    this.#camera.setState({ kind: 'idle' })
  }

  /** The video is over, and what was held of it is of no use any more. */
  drop(): void {
    this.#reception.endVideo()
    this.#reception.endSmall()
    this.#camera.window.forget()
  }

  /** Its agent is connected still. */
  seen(now: number): void {
    this.#known = { ...this.#known, seenAt: now }
  }

  /** Ends it for its viewers. */
  remove(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer)
    this.#reception.endVideo()
    this.#hub.remove(this.#known.id)
  }

  /** The same camera anew: what can't change while it is in the hub has changed. */
  #renew(): void {
    const { state } = this.#camera
    this.#reception.endVideo()
    this.#hub.remove(this.#known.id)
    this.#camera = this.#added()
    this.#reception = new Reception(this.#camera)
    this.#warnings = 0
    this.#camera.setState(state)
    this.#link?.follow()
  }

  #added(): Camera {
    const camera = this.#hub.add(relayedConfig(this.#known))
    camera.source = 'relayed'
    if (this.#known.small) camera.smallElsewhere = new SmallElsewhere(camera.id, IDLE_SECONDS)
    return camera
  }
}

/** A camera whose pictures come from an agent elsewhere: nothing is captured for it here. */
function relayedConfig({ id, name, repeats }: KnownCamera): CameraConfig {
  const config = cameraFromSource('test:', { id, name, sub: false, idle: IDLE_SECONDS })
  return { ...config, source: 'relayed:', watch: repeats }
}
