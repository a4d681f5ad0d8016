import type { WSContext, WSEvents, WSMessageReceive } from 'hono/ws'
import type { Camera } from '../../hub/camera.ts'
import type { LiveQuality } from '../../hub/video/liveVideo.ts'
import { type SocketSession, sessionSocket } from '../sessionSocket.ts'
import { TOO_MANY, tooManyMessages } from './flood.ts'
import { type Farewell, readLiveRequest } from './request.ts'
import { Teller } from './teller.ts'
import type { LiveViewer } from './viewer.ts'

/** One viewer's visit to one camera. */
export interface LiveVisit {
  readonly camera: Camera
  /** Makes what gives this viewer his pictures. */
  viewer(socket: WSContext): LiveViewer
  /** Aborts when the viewer may no longer watch. */
  readonly ended: AbortSignal
  /** Called once, when a visit that began is over, whoever ended it. */
  left(): void
}

/**
 * Serves one live WebSocket: the camera's state and each change of it as JSON, and for each credit that the viewer has
 * given one picture. Nothing waits here for a viewer who gives no credits. `enter` begins
 * the visit; a Problem that it throws is told and ends it.
 */
export function liveSocket(enter: () => LiveVisit): WSEvents {
  return sessionSocket(
    socket => begin(enter(), socket),
    (socket, { message }) => socket.close(1013, closeReason(message)), // "try again later", as registered with IANA
  )
}

function begin({ camera, viewer: viewerFor, ended, left }: LiveVisit, socket: WSContext): SocketSession {
  const viewer = viewerFor(socket)
  const teller = new Teller(camera, socket)
  const end = (farewell: Farewell) => {
    over()
    socket.close(farewell.code, closeReason(farewell.reason))
  }
  const onEnded = () => end({ code: 1008, reason: 'access ended' })
  const undo = [
    camera.demand.hold(viewer.want),
    viewer.follow(() => viewer.offer()),
    camera.onState(() => teller.tell()),
    camera.onRemoved(() => end({ code: 1001, reason: `Camera "${camera.id}" was removed.` })),
    () => ended.removeEventListener('abort', onEnded),
    left,
  ]
  const over = () => {
    for (const step of undo.splice(0)) step()
  }
  const choose = (quality: LiveQuality) => {
    if (viewer.choose) viewer.choose(quality)
    else end({ code: 1008, reason: 'A quality can be chosen of ?video=h264 only.' })
  }
  const tooMany = tooManyMessages()
  const hear = (message: WSMessageReceive) => {
    if (undo.length === 0) return // it is being closed
    if (tooMany()) return end({ code: 1008, reason: TOO_MANY })
    const request = readLiveRequest(message, viewer.mostCredits)
    if ('code' in request) end(request)
    else if (request.type === 'credit') viewer.credit(request.count, request)
    else if (request.type === 'quality') choose(request.quality)
    else teller.pong(request.at)
  }
  ended.addEventListener('abort', onEnded)
  if (ended.aborted) onEnded()
  else {
    teller.tell()
    viewer.offer()
  }
  return { hear, over }
}

/** As much of a reason as a close frame holds: 123 bytes (RFC 6455 §5.5). */
export function closeReason(reason: string): string {
  return reason.slice(0, new TextEncoder().encodeInto(reason, new Uint8Array(123)).read)
}
