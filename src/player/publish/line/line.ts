import type { CameraState } from '../../server/cameraJson.ts'
import { narrow, type OffsetBounds, offset } from '../../server/serverClock.ts'
import { Flow } from './flow.ts'
import { type Message, readMessage } from './message.ts'

/** Who says nothing for so long is gone, though the socket does not know it yet. In ms. */
const SILENT_MS = 8000
const PING_MS = 2000
/** To open it may take so long. */
const OPENING_MS = 10_000

/** Why a line is over: it broke and may be tried again, or it was ended with a reason. */
export interface LineEnd {
  /** '' for a line that broke. */
  readonly code: string
  readonly message: string
}

/** What is sent: a container's name, or pictures. */
export type Format = 'matroska' | 'mp4' | 'jpeg'

/** One WebSocket that publishes to a camera, as long as it holds. */
export class Line {
  readonly flow = new Flow()
  readonly #socket: WebSocket
  readonly #over = new AbortController()
  #end: LineEnd = { code: '', message: '' }
  #heardAt = performance.now()
  #credits = 0
  #pictureBytes = 0
  /** Of those on their way: how many bytes were sent with each. */
  readonly #pictures: number[] = []
  #clock: OffsetBounds | undefined
  #viewers: number | undefined
  #camera: CameraState | undefined
  #takenAt: number | undefined
  #onCredit = () => {}

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    const timer = setInterval(() => this.#ping(), PING_MS)
    const late = setTimeout(() => this.close(), OPENING_MS)
    socket.onopen = () => {
      clearTimeout(late)
      this.#heardAt = performance.now()
      this.#ping()
    }
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') this.#hear(data)
    }
    socket.onclose = () => this.close()
    this.over.addEventListener('abort', () => {
      clearInterval(timer)
      clearTimeout(late)
      this.#onCredit()
    })
  }

  /** Aborts when the line is over. */
  get over(): AbortSignal {
    return this.#over.signal
  }

  /** Why it is over. */
  get end(): LineEnd {
    return this.#end
  }

  /** How many streams of the camera are watched; undefined before it was told. */
  get viewers(): number | undefined {
    return this.#viewers
  }

  /** How the camera is at the other end. */
  get camera(): CameraState | undefined {
    return this.#camera
  }

  /** Since when something is taken, by performance.now(). */
  get takenAt(): number | undefined {
    return this.#takenAt
  }

  /** The server's clock in ms since 1970. */
  get serverNow(): number {
    return Date.now() + offset(this.#clock)
  }

  /** Says what comes from now on, and from whom. */
  begin(format: Format, by: string, resume: boolean): void {
    this.#say({ type: 'begin', format, by, resume })
  }

  /** Sends bytes of a video. */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.over.aborted) return
    this.flow.sent(bytes.length, performance.now())
    this.#socket.send(bytes)
  }

  /** Sends a picture, for which there has to be a credit. */
  picture(message: Uint8Array<ArrayBuffer>): void {
    this.#credits--
    this.#pictureBytes += message.length
    this.#pictures.push(this.#pictureBytes)
    this.send(message)
  }

  /** Waits until a picture may be sent, or the line is over. */
  async credit(): Promise<void> {
    while (this.#credits < 1 && !this.over.aborted)
      await new Promise<void>(resolve => {
        this.#onCredit = resolve
      })
  }

  /** Ends it. May be called again. */
  close(): void {
    if (this.over.aborted) return
    this.#over.abort()
    this.#socket.close()
  }

  #ping(): void {
    const now = performance.now()
    if (now - this.#heardAt > SILENT_MS && this.#socket.readyState === WebSocket.OPEN) this.close()
    else this.#say({ type: 'ping', at: Date.now() })
  }

  #say(message: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }

  #hear(data: string): void {
    this.#heardAt = performance.now()
    const message = readMessage(data)
    if (message) this.#take(message)
  }

  #take(message: Message): void {
    if (message.type === 'taken') this.#noteTaken(message.bytes)
    else if (message.type === 'credit') this.#addCredits(message.count)
    else if (message.type === 'state') this.#camera = message.state
    else if (message.type === 'pong') {
      this.#viewers = message.viewers
      this.#clock = narrow(this.#clock, { sentAt: message.at, receivedAt: Date.now(), serverNow: message.now })
    } else if (message.type === 'end') this.#end = message
  }

  #noteTaken(bytes: number): void {
    const now = performance.now()
    this.#takenAt ??= now
    this.flow.taken(bytes, now)
  }

  #addCredits(count: number): void {
    const taken = this.#pictures.shift()
    if (taken !== undefined) this.#noteTaken(taken)
    this.#credits += count
    this.#onCredit()
  }
}
