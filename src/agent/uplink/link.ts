import type { Camera } from '../../hub/camera.ts'
import { type AgentWord, type Asked, PING, PONG, type RelayWord, TAKEN_OVER } from '../../hub/relay/messages.ts'
import { readRelayWord } from '../../hub/relay/read.ts'
import { ClockOffset } from './clockOffset.ts'
import { LineGauge } from './gauge.ts'
import type { JpegUplink } from './jpeg.ts'
import type { Sink } from './sink.ts'
import type { SmallUplink } from './small.ts'
import type { RelaySocket } from './socket.ts'
import type { VideoUplink } from './video.ts'

/** How a connection to a relay ended. `reason` is a sentence; `openMs`: how long the relay had the camera. */
export type LinkEnd =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'lost' | 'refused' | 'taken'; readonly reason: string; readonly openMs: number }

/** What goes to a relay of one camera. */
export interface Sending {
  readonly camera: Camera
  readonly video: VideoUplink
  readonly jpeg: JpegUplink
  /** Where it can be made. */
  readonly small?: SmallUplink
}

/** What a connection is for. */
export interface Linking {
  /** Told when the relay has the camera, and whenever it begins or ceases to want something. */
  onReady(sending: boolean): void
  /** Aborts when it is to end; with the reason 'gone' the relay is to forget the camera. */
  readonly signal: AbortSignal
}

/** A sign of life is asked for so often while nothing else goes over the line, and while somebody watches. */
const IDLE_PING_MS = 10_000
const PING_MS = 2_000
/** More is not put into a connection: what waits at home can still be left out. */
const MOST_WAITING = 256 * 1024
/** Silent for so long is dead: a network that is gone says no goodbye. */
const DEAD_MS = { idle: 25_000, sending: 6_000 }
/** What is large is measured by itself: how soon it comes through says what the line carries. */
const BURST_BYTES = 4 * 1024
/** What viewers at the relay are told. */
const SMALL = 'The camera’s uplink is slow: small picture.'

/** A camera on its way over one connection, which somebody else opens: says and sends what the relay asks for. */
export class UplinkLink {
  readonly #sending: Sending
  readonly #linking: Linking
  readonly #socket: RelaySocket
  readonly #sink: Sink
  readonly #started = new Set<Asked>()
  readonly #undo: (() => void)[]
  readonly #offset = new ClockOffset()
  readonly #line = new LineGauge()
  #readySince: number | undefined
  #heardAt = performance.now()
  #pingedAt = performance.now()
  #told = ''
  #end: Extract<RelayWord, { type: 'end' }> | undefined

  constructor(sending: Sending, linking: Linking, socket: RelaySocket) {
    this.#sending = sending
    this.#linking = linking
    this.#socket = socket
    this.#sink = this.#newSink()
    const { signal } = linking
    const onAbort = () => this.#leave()
    signal.addEventListener('abort', onAbort)
    const ticking = setInterval(() => this.#tick(), PING_MS)
    this.#undo = [
      () => clearInterval(ticking),
      () => signal.removeEventListener('abort', onAbort),
      sending.camera.onState(() => this.#tell()),
    ]
    if (signal.aborted) this.#leave()
  }

  hear(text: string): void {
    this.#heardAt = performance.now()
    if (text === PONG) this.#arrived()
    const word = readRelayWord(text)
    if (!word || word.type === 'taken') return // what a newer relay may say; or what pongs say sooner
    if (word.type === 'hello') this.#enter()
    else if (word.type === 'start') this.#start(word)
    else if (word.type === 'stop') this.#stop(word.what)
    else if (word.type === 'clock') this.#compare(word.at, word.now)
    else this.#end = word
  }

  /** What the end of the connection means. */
  ended(code: number, reason: string): LinkEnd {
    const openMs = this.#readySince === undefined ? 0 : performance.now() - this.#readySince
    const said = this.#end?.message ?? reason
    if (code === TAKEN_OVER || this.#end?.code === 'busy')
      return { kind: 'taken', openMs, reason: said || 'Another agent publishes this camera.' }
    if (code === 1008 || code === 1013)
      return { kind: 'refused', openMs, reason: said || 'The relay does not take this.' }
    return { kind: 'lost', openMs, reason: said || 'The connection to the relay broke off.' }
  }

  /** May be called again. */
  over(): void {
    for (const step of this.#undo.splice(0)) step()
    this.#sending.video.detach()
    this.#sending.jpeg.stop()
    this.#sending.small?.stop()
  }

  #enter(): void {
    for (const what of this.#started) this.#stop(what) // a relay that was asleep, or moved, says what it wants anew
    if (this.#readySince === undefined) {
      this.#readySince = performance.now()
      this.#ping() // nothing else is on the line: it takes one round trip
    }
    this.#askTime()
    this.#linking.onReady(false)
  }

  #start({ what, have }: Extract<RelayWord, { type: 'start' }>): void {
    const begins = this.#started.size === 0
    this.#started.add(what)
    if (begins) {
      this.#told = ''
      this.#askTime()
      this.#linking.onReady(true)
    }
    this.#tell()
    if (what === 'video') this.#sending.video.start(this.#sink, have)
    else if (what === 'jpeg') this.#sending.jpeg.start(this.#sink)
    else this.#sending.small?.start(this.#sink)
  }

  #stop(what: Asked): void {
    this.#started.delete(what)
    if (what === 'video') this.#sending.video.stop()
    else if (what === 'jpeg') this.#sending.jpeg.stop()
    else this.#sending.small?.stop()
    if (this.#started.size === 0) this.#linking.onReady(false)
  }

  /** Says how the camera is, if that is news and somebody watches. */
  #tell(): void {
    if (this.#started.size === 0) return
    const { state, warnings, sub } = this.#sending.camera
    const reason = state.kind === 'lost' ? { reason: state.reason.slice(0, 500) } : {}
    const slow = this.#sending.video.isSmall ? [SMALL] : []
    const told = [...slow, ...warnings].slice(0, 20).map(warning => warning.slice(0, 500))
    const { picture } = sub ?? {}
    const small = picture && { width: picture.width, height: picture.height, frameRate: twoDigits(picture.frameRate) }
    const word: AgentWord = { type: 'state', kind: state.kind, ...reason, warnings: told, ...(small && { small }) }
    const text = JSON.stringify(word)
    if (text === this.#told) return
    this.#told = text
    this.#socket.send(text)
  }

  #newSink(): Sink {
    const [line, socket] = [this.#line, this.#socket]
    const onSent = () => this.#offer()
    return {
      get hasRoom() {
        return socket.waiting <= MOST_WAITING && line.hasRoom(performance.now())
      },
      get underWay() {
        return line.underWay
      },
      get most() {
        return line.most
      },
      get carried() {
        return line.carried(performance.now())
      },
      get silentMs() {
        return line.silentMs(performance.now())
      },
      send: message => {
        const burst = message.length >= BURST_BYTES
        if (burst) this.#ask(true)
        socket.send(message, onSent)
        line.put(message.length, performance.now())
        this.#ask(burst)
      },
      say: word => socket.send(JSON.stringify(word)),
    }
  }

  /** Asks whether all has arrived that was sent, where that is due. */
  #ask(burst: boolean): void {
    if (this.#line.isDue(performance.now(), burst)) this.#ping()
  }

  #arrived(): void {
    this.#line.answered(performance.now())
    this.#offer()
  }

  #ping(): void {
    this.#pingedAt = performance.now()
    this.#line.asked(this.#pingedAt)
    this.#socket.send(PING)
  }

  /** The small picture goes first: it is little, and who watches it has a reason. */
  #offer(): void {
    this.#sending.small?.offer()
    this.#sending.video.offer()
    this.#sending.jpeg.offer()
  }

  #tick(): void {
    const now = performance.now()
    const sends = this.#started.size > 0
    if (now - this.#heardAt > (sends ? DEAD_MS.sending : DEAD_MS.idle)) this.#socket.cut()
    this.#tell()
    if (this.#readySince === undefined) return // who has not said hello yet may not answer
    if (now - this.#pingedAt < (sends ? PING_MS : IDLE_PING_MS) - 100) return
    this.#ping()
  }

  #askTime(): void {
    this.#say({ type: 'clock', at: Date.now() })
  }

  #compare(at: number, now: number): void {
    const ms = this.#offset.take(at, now, Date.now())
    if (ms !== undefined) this.#say({ type: 'offset', ms })
  }

  #leave(): void {
    if (this.#linking.signal.reason === 'gone') this.#say({ type: 'gone' })
    this.#socket.close(1000, 'The agent ends.')
    // Who has not closed too by then is not waited for.
    const timer = setTimeout(() => this.#socket.cut(), 500)
    void this.#socket.closed.then(() => clearTimeout(timer))
  }

  #say(word: AgentWord): void {
    this.#socket.send(JSON.stringify(word))
  }
}

/** Less is no news. Of a camera with a picture in some seconds it is less than one, and never none. */
function twoDigits(rate: number): number {
  return Number(rate.toPrecision(2))
}
