import type { WSContext, WSEvents, WSMessageReceive } from 'hono/ws'
import type { Camera } from '../../hub/camera.ts'
import type { Intake, Publisher } from '../../hub/published/intake.ts'
import type { PublishedVideo } from '../../hub/published/publishedVideo.ts'
import { MediaError } from '../../media/error.ts'
import { TOO_MANY, tooManyMessages } from '../live/flood.ts'
import type { Farewell } from '../live/request.ts'
import { closeReason } from '../live/socket.ts'
import { Teller } from '../live/teller.ts'
import type { Problem } from '../problem.ts'
import { type SocketSession, sessionSocket } from '../sessionSocket.ts'
import { accessEnded, takenOver } from './bounds.ts'
import { removed } from './connecting.ts'
import { type Begin, readPublishRequest } from './publishRequest.ts'
import { type Take, takePictures, takeVideo } from './take.ts'

/** One publisher's visit to one camera. */
export interface PublishVisit {
  readonly camera: Camera
  readonly intake: Intake
  /** Aborts when he may no longer publish. */
  readonly ended: AbortSignal
  /** How many watch the camera now. */
  watching(): number
  /** Called once, when the visit is over. */
  left(): void
}

/** So many pictures may be on their way: one that is sent while the one before is taken. */
const CREDITS = 2

/**
 * Serves one WebSocket that publishes. Each binary message is a JPEG, or one in the envelope that the live WebSocket sends,
 * with a credit for the next; after `begin` with a container it is a piece of a video, and how many bytes were taken is told.
 * The camera's state is told as JSON, at first and at each change. `enter` begins the visit; a Problem that it throws is
 * told and ends it.
 */
export function publishSocket(enter: () => PublishVisit): WSEvents {
  return sessionSocket(
    socket => new Session(enter(), socket),
    (socket, problem) => refuse(socket, 1013, problem), // "try again later", as registered with IANA
  )
}

/** Tells a program why, and a person who reads only how it was closed. */
function refuse(socket: WSContext, status: number, { code, message }: Pick<Problem, 'code' | 'message'>): void {
  socket.send(JSON.stringify({ type: 'end', code, message }))
  socket.close(status, closeReason(message))
}

class Session implements SocketSession {
  readonly #visit: PublishVisit
  readonly #socket: WSContext
  readonly #undo: (() => void)[]
  readonly #teller: Teller
  readonly #tooMany = tooManyMessages()
  #take: Take
  #publisher: Publisher | undefined
  #by: string | undefined
  #takenBytes = 0

  constructor(visit: PublishVisit, socket: WSContext) {
    const { camera, ended, left } = visit
    this.#visit = visit
    this.#socket = socket
    this.#teller = new Teller(camera, socket)
    this.#take = takePictures(() => this.#connect())
    const onEnded = () => this.#refuse(1008, accessEnded())
    this.#undo = [
      camera.onState(() => this.#teller.tell()),
      camera.onRemoved(() => this.#refuse(1001, removed(camera))),
      () => ended.removeEventListener('abort', onEnded),
      left,
    ]
    ended.addEventListener('abort', onEnded)
    if (ended.aborted) onEnded()
    else this.#welcome()
  }

  /** Takes a message. */
  hear(message: WSMessageReceive): void {
    if (this.#undo.length === 0) return // it is being closed
    if (this.#tooMany()) this.#end({ code: 1008, reason: TOO_MANY })
    else if (typeof message === 'string') this.#answer(message)
    else if (message instanceof ArrayBuffer) this.#receive(new Uint8Array(message))
  }

  /** May be called again. */
  over(): void {
    this.#publisher?.end(performance.now())
    for (const step of this.#undo.splice(0)) step()
  }

  #welcome(): void {
    this.#teller.tell()
    this.#say({ type: 'credit', count: CREDITS })
  }

  #answer(text: string): void {
    const request = readPublishRequest(text)
    if ('code' in request) this.#end(request)
    else if (request.type === 'ping') this.#pong(request.at)
    else if (this.#mayBegin(request.begin)) this.#begin(request.begin)
    else this.#refuse(1008, takenOver())
  }

  #pong(at: number): void {
    this.#say({ type: 'pong', at, now: Date.now(), viewers: this.#visit.watching() })
  }

  #mayBegin({ by, resume }: Begin): boolean {
    return !resume || !this.#visit.intake.isTaken(by, performance.now())
  }

  #begin({ format, by }: Begin): void {
    this.#by = by
    const connect = (video?: PublishedVideo) => this.#connect(video)
    const count = (bytes: number) => {
      this.#takenBytes += bytes
      return this.#takenBytes
    }
    this.#take = format === 'jpeg' ? takePictures(connect) : takeVideo(format, connect, count)
  }

  /** What this connection published before is over then too. */
  #connect(video?: PublishedVideo): Publisher {
    const now = performance.now()
    this.#publisher?.end(now)
    this.#publisher = this.#visit.intake.connect(now, video, this.#by)
    this.#publisher.replaced.addEventListener('abort', () => this.#refuse(1008, takenOver()))
    return this.#publisher
  }

  #receive(message: Uint8Array): void {
    try {
      for (const answer of this.#take(message)) this.#say(answer)
    } catch (error) {
      if (!(error instanceof MediaError)) throw error
      this.#refuse(error.code === 'too_large' ? 1009 : 1007, error)
    }
  }

  #say(message: object): void {
    this.#socket.send(JSON.stringify(message))
  }

  #refuse(status: number, problem: Pick<Problem, 'code' | 'message'>): void {
    this.over()
    refuse(this.#socket, status, problem)
  }

  #end({ code, reason }: Farewell): void {
    this.over()
    this.#socket.close(code, closeReason(reason))
  }
}
