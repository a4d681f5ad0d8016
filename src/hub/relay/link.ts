import { MediaError } from '../../media/error.ts'
import type { Camera } from '../camera.ts'
import type { Demand } from '../demand.ts'
import { type AgentWord, type Asked, NOT_ALLOWED, PING, PONG, type RelayWord } from './messages.ts'
import type { Place } from './place.ts'
import { readAgentWord } from './read.ts'

/** One connection of an agent, as the runtime has it. */
export interface Line {
  send(text: string): void
  /** Closes it with a code of RFC 6455 §7.4 and a sentence. */
  close(code: number, reason: string): void
}

/** The relay that a connection is one of. */
export interface LinkHost {
  /** The agent says that the camera is no more. */
  onGone(): void
  /** Why no more can be taken, a sentence; undefined where there is room. */
  noRoom(): string | undefined
}

const ALL: readonly Asked[] = ['video', 'jpeg', 'small']
/** How often it is looked whether somebody still wants the camera, while somebody does. */
const LOOK_MS = 500

/** One agent's connection for one camera: asks for what is wanted, and takes what comes. */
export class AgentLink {
  /** The agent by a random name of its own, the same over all its connections. */
  readonly agent: string
  readonly #place: Place
  readonly #line: Line
  readonly #host: LinkHost
  readonly #started = new Set<Asked>()
  readonly #over = new AbortController()
  #following = new AbortController()

  constructor(agent: string, place: Place, line: Line, host: LinkHost) {
    this.agent = agent
    this.#place = place
    this.#line = line
    this.#host = host
  }

  /** Begins: `place` has this link now. */
  begin(): void {
    this.#say({ type: 'hello' })
    this.follow()
  }

  /** Follows who wants the camera that the place has now. */
  follow(): void {
    this.#following.abort()
    this.#following = new AbortController()
    void this.#follow(this.#place.camera, AbortSignal.any([this.#over.signal, this.#following.signal]))
  }

  /** Takes a message. */
  hear(message: string | Uint8Array): void {
    if (this.#over.signal.aborted) return
    try {
      if (message === PING) this.#line.send(PONG)
      else if (typeof message === 'string') this.#obey(message)
      else this.#take(message)
    } catch (error) {
      if (!(error instanceof MediaError)) throw error
      this.#place.reception.endVideo()
      this.end(1007, error.code, error.message)
    }
  }

  /** Tells the agent why, and closes. */
  end(status: number, code: string, message: string): void {
    if (this.#over.signal.aborted) return
    this.#say({ type: 'end', code, message })
    this.over()
    this.#line.close(status, message)
  }

  /** The connection is closed. May be called again. */
  over(): void {
    if (this.#over.signal.aborted) return
    this.#over.abort()
    this.#place.left(this)
  }

  async #follow({ demand, smallElsewhere }: Camera, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const wanted = new Set<Asked>(demand.wanted())
      if (wanted.has('video') && smallElsewhere?.demand.wanted().has('video')) wanted.add('small')
      for (const what of ALL) this.#want(what, wanted.has(what))
      // Nothing may tick where nobody watches: an object of Cloudflare's that sleeps costs nothing.
      await changedWithin(demand, wanted.size === 0 ? undefined : LOOK_MS, signal)
    }
  }

  #want(what: Asked, wanted: boolean): void {
    if (wanted === this.#started.has(what)) return
    if (wanted) {
      if (this.#started.size === 0 && this.#place.camera.state.kind === 'idle')
        this.#place.camera.setState({ kind: 'starting' })
      this.#started.add(what)
      const { have } = this.#place.reception
      this.#say({ type: 'start', what, ...(what === 'video' && have && { have }) })
      return
    }
    this.#started.delete(what)
    this.#say({ type: 'stop', what })
    if (what === 'video') this.#place.reception.endVideo()
    if (what === 'small') this.#place.reception.endSmall()
    if (this.#started.size === 0) this.#place.rest()
  }

  #obey(text: string): void {
    const word = readAgentWord(text)
    if (!word) this.end(1008, 'not_understood', 'A message was none that this relay knows; is it older than the agent?')
    else if (word.type === 'gone') this.#host.onGone()
    else if (word.type === 'clock') this.#say({ type: 'clock', at: word.at, now: Date.now() })
    else if (word.type === 'offset') this.#place.reception.offsetMs = word.ms
    else if (this.#started.size > 0) this.#watched(word)
  }

  /** What is told only while somebody watches. */
  #watched(word: Extract<AgentWord, { type: 'state' | 'begin' | 'resume' | 'over' }>): void {
    if (word.type === 'state') this.#place.tell(word)
    else if (word.type === 'over') this.#place.reception.endSmall()
    else if (word.type === 'begin') this.#place.begin(word)
    else if (!this.#place.reception.resume(word.unit)) throw new MediaError('gap', 'Units are missing in between.')
  }

  #take(message: Uint8Array): void {
    if (this.#place.reception.take(message)) this.#acknowledge()
    const reproach = this.#host.noRoom()
    if (reproach === undefined) return
    this.#place.drop()
    this.end(NOT_ALLOWED, 'no_room', reproach)
  }

  #acknowledge(): void {
    const { have } = this.#place.reception
    if (have) this.#say({ type: 'taken', unit: have.unit })
  }

  #say(word: RelayWord): void {
    this.#line.send(JSON.stringify(word))
  }
}

/** Resolves when somebody wants something, after `ms` where they are given, and when `signal` aborts. */
async function changedWithin(demand: Demand, ms: number | undefined, signal: AbortSignal): Promise<void> {
  if (ms === undefined) return demand.changed(signal)
  const over = new AbortController()
  const end = () => over.abort()
  const timer = setTimeout(end, ms)
  // No AbortSignal.any: this is called twice a second, and what that makes may last as long as `signal` does.
  signal.addEventListener('abort', end)
  await demand.changed(over.signal)
  signal.removeEventListener('abort', end)
  clearTimeout(timer)
}
