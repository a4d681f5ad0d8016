import type { WSContext, WSEvents, WSMessageReceive } from 'hono/ws'
import type { Camera } from '../../hub/camera.ts'
import type { Intake, Publisher } from '../../hub/intake.ts'
import { believedTime } from '../../media/jpeg/captureTime.ts'
import { JpegDraft } from '../../media/jpeg/draft.ts'
import { type SentJpeg, sentJpeg } from '../../media/jpeg/sent.ts'
import { opened } from '../../media/wire.ts'
import { type Farewell, readLiveRequest } from '../live/request.ts'
import { closeReason } from '../live/socket.ts'
import type { Problem } from '../problem.ts'
import { accessEnded, takenOver } from './bounds.ts'

/** One publisher's visit to one camera. */
export interface PublishVisit {
  readonly camera: Camera
  readonly intake: Intake
  /** Aborts when he may no longer publish. */
  readonly ended: AbortSignal
  /** Called once, when the visit is over. */
  left(): void
}

/** So many pictures may be on their way: one that is sent while the one before is taken. */
const CREDITS = 2

/**
 * Serves one WebSocket that publishes: each binary message is a JPEG, or one in the envelope that the live WebSocket sends;
 * for each that was taken there is a credit for the next. The camera's state is told as JSON, at first and at each change.
 * `enter` begins the visit.
 */
export function publishSocket(enter: () => PublishVisit): WSEvents {
  let session: Session | undefined
  return {
    onOpen: (_, socket) => {
      session = new Session(enter(), socket)
    },
    onMessage: ({ data }) => session?.hear(data),
    onClose: () => session?.over(),
  }
}

class Session {
  readonly #visit: PublishVisit
  readonly #socket: WSContext
  readonly #undo: (() => void)[]
  #publisher: Publisher | undefined
  #told = ''

  constructor(visit: PublishVisit, socket: WSContext) {
    const { camera, ended, left } = visit
    this.#visit = visit
    this.#socket = socket
    const onEnded = () => this.#refuse(1008, accessEnded())
    this.#undo = [
      camera.onState(() => this.#tell()),
      camera.onRemoved(() => this.#end({ code: 1001, reason: `Camera "${camera.id}" was removed.` })),
      () => ended.removeEventListener('abort', onEnded),
      left,
    ]
    ended.addEventListener('abort', onEnded)
    this.#tell()
    this.#say({ type: 'credit', count: CREDITS })
  }

  /** Takes a message. */
  hear(message: WSMessageReceive): void {
    if (this.#undo.length === 0) return // it is being closed
    if (typeof message === 'string') this.#answer(message)
    else this.#take(message)
  }

  /** May be called again. */
  over(): void {
    this.#publisher?.end(performance.now())
    for (const step of this.#undo.splice(0)) step()
  }

  #answer(text: string): void {
    const request = readLiveRequest(text)
    if ('code' in request) this.#end(request)
    else if (request.type === 'ping') this.#say({ type: 'pong', at: request.at, now: Date.now() })
    else this.#end({ code: 1008, reason: 'type: expected ping, got "credit".' })
  }

  #take(message: Exclude<WSMessageReceive, string>): void {
    const sent = message instanceof ArrayBuffer ? readPicture(new Uint8Array(message)) : undefined
    if (sent) {
      this.#publisher ??= this.#connected()
      this.#publisher.picture(sent, performance.now())
    } else this.#say({ type: 'refused', code: 'bad_picture', message: 'A message was no whole JPEG.' })
    this.#say({ type: 'credit', count: 1 })
  }

  #connected(): Publisher {
    const publisher = this.#visit.intake.connect(performance.now())
    publisher.replaced.addEventListener('abort', () => this.#refuse(1008, takenOver()))
    return publisher
  }

  #tell(): void {
    const told = JSON.stringify({ type: 'state', state: this.#visit.camera.state })
    if (told === this.#told) return
    this.#told = told
    this.#socket.send(told)
  }

  #say(message: object): void {
    this.#socket.send(JSON.stringify(message))
  }

  #refuse(code: number, { message }: Problem): void {
    this.#end({ code, reason: message })
  }

  #end({ code, reason }: Farewell): void {
    this.over()
    this.#socket.close(code, closeReason(reason))
  }
}

/** The JPEG in a message: all of it, or what stands behind a header that tells when it was taken. */
function readPicture(message: Uint8Array): SentJpeg | undefined {
  const now = Date.now()
  const { header, payload } = message[0] === 0xff ? { header: {}, payload: message } : (opened(message) ?? {})
  if (!payload) return undefined
  const draft = new JpegDraft(payload.length)
  draft.append(payload)
  const { capturedAt } = Object(header)
  return sentJpeg(draft, believedTime(typeof capturedAt === 'number' ? capturedAt : undefined, now))
}
