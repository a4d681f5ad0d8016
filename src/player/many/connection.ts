import { backoffMs } from '../play/backoff.ts'
import { askTheTime } from '../play/deliveries/live/askTheTime.ts'
import { narrow, type OffsetBounds, offset } from '../server/serverClock.ts'
import { socketAddress } from '../server/socketAddress.ts'
import { Channel, type ChannelLine, type Looker, type Wish } from './channel.ts'
import { cameraOf, readTold } from './messages.ts'

/** Who came back within this finds the connection as it was, in ms. */
const LINGER_MS = 3000
/** A connection that says nothing for so long is asked, and given up after so long, in ms. */
const [ASK_MS, SILENT_MS] = [2000, 5000]
const LOOK_MS = 250
/** So many tries in a row that brought nothing show that WebSockets do not get through. */
const REFUSALS = 2

/**
 * One WebSocket to a server for all cameras that this page wants of it: opened while there are some, and with back-off again
 * and again when it is lost.
 */
export class Connection {
  readonly #server: string
  readonly #channels = new Map<string, Channel>()
  #socket: WebSocket | undefined
  #isOpen = false
  #heardAt = 0
  #failures = 0
  #tries = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #looking: ReturnType<typeof setInterval> | undefined
  #clock: OffsetBounds | undefined
  /** How long it took to open, in ms. */
  #openMs = 0

  /** What the channels need of it. */
  readonly #line: ChannelLine = { say: message => this.#say(message), openMs: () => this.#openMs }

  /** `server` is an origin, as `https://cam.example.com`. */
  constructor(server: string) {
    this.#server = server
    addEventListener('online', () => this.#retryAtOnce())
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** WebSockets do not get through, as far as was tried. */
  get isRefused(): boolean {
    return this.#failures >= REFUSALS
  }

  /** The server's clock less this device's, in ms; undefined while the server has not told the time. */
  get offset(): number | undefined {
    return this.#clock && offset(this.#clock)
  }

  /** Brings a camera to who looks, until the returned function is called. */
  watch(camera: string, wish: Wish, looker: Looker): () => void {
    const channel = this.#channels.get(camera) ?? new Channel(camera, this.#line)
    this.#channels.set(camera, channel)
    channel.add(looker, wish)
    this.#keepOpen()
    return () => {
      channel.remove(looker)
      if (!channel.isEmpty || this.#channels.get(camera) !== channel) return
      this.#channels.delete(camera)
      this.#lingerIfEmpty()
    }
  }

  #say(message: object): void {
    if (this.#isOpen) this.#socket?.send(JSON.stringify(message))
  }

  #keepOpen(): void {
    if (!this.#socket && this.#timer === undefined) this.#open()
    else if (this.#socket) this.#forgetTimer() // it may have been about to be closed
  }

  #lingerIfEmpty(): void {
    if (this.#channels.size > 0) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#channels.size === 0) this.#close()
      else if (!this.#socket) this.#open() // who left and came back while it was lost
    }, LINGER_MS)
  }

  #retryAtOnce(): void {
    // A connection made before the network went is dead without knowing it.
    this.#close()
    this.#forgetTimer()
    if (this.#channels.size > 0) this.#open()
  }

  #forgetTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #open(): void {
    const socket = new WebSocket(this.#address())
    this.#socket = socket
    this.#heardAt = performance.now()
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => this.#opened()
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => this.#heard(data)
    socket.onclose = () => this.#lost()
    askTheTime(socket, sample => {
      this.#clock = narrow(this.#clock, sample)
    })
    this.#looking = setInterval(() => this.#look(), LOOK_MS)
  }

  /** Any one of the tickets opens it: one that is not good any more must not keep the others out. */
  #address(): string {
    const address = socketAddress('/live', this.#server)
    const tickets = [...this.#channels.values()].flatMap(({ ticket }) => (ticket === undefined ? [] : [ticket]))
    const ticket = tickets[this.#tries++ % Math.max(1, tickets.length)]
    if (ticket !== undefined) address.searchParams.set('t', ticket)
    return address.href
  }

  #opened(): void {
    this.#isOpen = true
    this.#openMs = performance.now() - this.#heardAt
    for (const channel of this.#channels.values()) channel.line(true)
  }

  #heard(data: ArrayBuffer | string): void {
    this.#heardAt = performance.now()
    this.#failures = 0
    const told = typeof data === 'string' ? readTold(data) : undefined
    const camera = typeof data === 'string' ? told?.camera : cameraOf(data)
    const channel = camera === undefined ? undefined : this.#channels.get(camera)
    if (camera === undefined) for (const one of this.#channels.values()) one.heard(data, this.#heardAt)
    else channel?.heard(data, this.#heardAt)
    if (told?.type === 'state') channel?.state(told.state, told.repeats)
    else if (told?.type === 'ended') channel?.ended(told.ending)
  }

  #look(): void {
    const silentMs = performance.now() - this.#heardAt
    if (silentMs > SILENT_MS) this.#lost()
    else if (silentMs > ASK_MS) this.#say({ type: 'ping', at: 0 })
    for (const channel of this.#channels.values()) channel.look(performance.now())
  }

  #lost(): void {
    this.#failures++
    this.#close()
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#channels.size > 0) this.#open()
    }, backoffMs(this.#failures))
  }

  #close(): void {
    const socket = this.#socket
    if (!socket) return
    const wasOpen = this.#isOpen
    this.#socket = undefined
    this.#isOpen = false
    clearInterval(this.#looking)
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
    if (wasOpen) for (const channel of this.#channels.values()) channel.line(false)
  }
}
