import type { WSContext, WSEvents, WSMessageReceive } from 'hono/ws'
import type { Visit } from '../../../access/watching.ts'
import type { Camera } from '../../../hub/camera.ts'
import { Problem } from '../../problem.ts'
import { TOO_MANY, tooManyMessages } from '../flood.ts'
import type { Farewell } from '../request.ts'
import { closeReason } from '../socket.ts'
import { pong } from '../teller.ts'
import { Line } from './line.ts'
import { readManyRequest, type WatchRequest } from './request.ts'
import { type Ending, Watched } from './watched.ts'

/** Begins the visit of who asks for a camera. Rejects with a Problem where he may not, or can't; with nothing else. */
export type Enter = (request: WatchRequest) => Promise<{ readonly camera: Camera; readonly visit: Visit }>

const MOST_CAMERAS = 64
/** Who watches nothing for so long is in others' way. */
const IDLE_MS = 30_000

/** Serves one WebSocket that carries many cameras, each with credits of its own. A camera that ends leaves the others alone. */
export function manySocket(enter: Enter, idleMs = IDLE_MS): WSEvents {
  let session: ManySession | undefined
  return {
    onOpen: (_, socket) => {
      session = new ManySession(enter, socket, idleMs)
    },
    onMessage: ({ data }) => session?.hear(data),
    onClose: () => session?.over(),
  }
}

class ManySession {
  readonly #enter: Enter
  readonly #socket: WSContext
  readonly #idleMs: number
  readonly #line: Line
  readonly #watched = new Map<string, Watched>()
  readonly #tooMany = tooManyMessages()
  #idle: ReturnType<typeof setTimeout> | undefined
  #isOver = false

  constructor(enter: Enter, socket: WSContext, idleMs: number) {
    this.#enter = enter
    this.#socket = socket
    this.#idleMs = idleMs
    this.#line = new Line(socket)
    this.#noteIdle()
  }

  hear(message: WSMessageReceive): void {
    if (this.#isOver) return // it is being closed
    const request = this.#tooMany() ? { code: 1008, reason: TOO_MANY } : readManyRequest(message)
    if ('code' in request) this.#close(request)
    else if (request.type === 'ping') this.#socket.send(pong(request.at))
    else if (request.type === 'credit') this.#watched.get(request.camera)?.credit(request.count, request)
    else if (request.type === 'quality') this.#watched.get(request.camera)?.choose(request.quality)
    else if (request.type === 'unwatch') this.#forget(request.camera)
    else void this.#watch(request)
  }

  /** May be called again. */
  over(): void {
    this.#isOver = true
    clearTimeout(this.#idle)
    this.#line.close()
    for (const watched of this.#watched.values()) watched.over()
    this.#watched.clear()
  }

  async #watch(request: WatchRequest): Promise<void> {
    const { camera: id } = request
    this.#forget(id)
    if (this.#watched.size >= MOST_CAMERAS) {
      this.#close({ code: 1008, reason: `At most ${MOST_CAMERAS} cameras on one connection.` })
      return
    }
    const watched = new Watched(request)
    this.#watched.set(id, watched)
    clearTimeout(this.#idle)
    const end = (ending: Ending) => this.#end(id, watched, ending)
    try {
      const { camera, visit } = await this.#enter(request)
      watched.begin(camera, visit, { socket: this.#socket, line: this.#line, end })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      end({ code: error.code, message: error.message })
    }
  }

  #end(id: string, watched: Watched, { code, message }: Ending): void {
    if (watched.isOver) return
    watched.over()
    this.#watched.delete(id)
    this.#socket.send(JSON.stringify({ type: 'ended', camera: id, code, message }))
    this.#noteIdle()
  }

  #forget(id: string): void {
    this.#watched.get(id)?.over()
    this.#watched.delete(id)
    this.#noteIdle()
  }

  #noteIdle(): void {
    clearTimeout(this.#idle)
    if (this.#watched.size > 0 || this.#isOver) return
    const reason = `No camera was watched for ${this.#idleMs / 1000} s.`
    this.#idle = setTimeout(() => this.#close({ code: 1000, reason }), this.#idleMs)
  }

  #close({ code, reason }: Farewell): void {
    this.over()
    this.#socket.close(code, closeReason(reason))
  }
}
