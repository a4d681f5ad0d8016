import { deadline } from '../deadline.ts'
import { type CameraJson, number, parseCamera, record } from './cameraJson.ts'
import type { ClockSample } from './serverClock.ts'

/** An answer other than success. The message is the server's own sentence where it gave one. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** All cameras and one reading of the server's clock. Throws ApiError, or what fetch throws, after at most 8 s. */
export async function getCameras(signal: AbortSignal): Promise<{ cameras: CameraJson[]; clock: ClockSample }> {
  const { body, clock } = await getJson('/api/cameras', signal)
  if (!Array.isArray(body.cameras)) throw new TypeError('cameras: expected a list')
  return { cameras: body.cameras.map(parseCamera), clock }
}

/** One camera and one reading of the server's clock. Throws as getCameras does. */
export async function getCamera(id: string, signal: AbortSignal): Promise<{ camera: CameraJson; clock: ClockSample }> {
  const { body, clock } = await getJson(`/api/cameras/${encodeURIComponent(id)}`, signal)
  return { camera: parseCamera(body.camera), clock }
}

/** How the tunnel is, as /api/tunnel says it. */
export interface TunnelJson {
  readonly kind: 'starting' | 'ready' | 'lost'
  /** Where it leads in from, when it is ready. */
  readonly url?: string
  /** Why it is lost, a sentence for a person. */
  readonly reason?: string
}

/** The tunnel; undefined where there is none. Throws as getCameras does. */
export async function getTunnel(signal: AbortSignal): Promise<TunnelJson | undefined> {
  const { body } = await getJson('/api/tunnel', signal)
  if (body.tunnel === null) return undefined
  const { kind, url, reason } = record(body.tunnel, 'tunnel')
  if (kind !== 'starting' && kind !== 'ready' && kind !== 'lost') throw new TypeError('tunnel.kind: unknown')
  return { kind, ...(typeof url === 'string' && { url }), ...(typeof reason === 'string' && { reason }) }
}

/** How the way to the relay is, as /api/relay says it: where people find it, and why it has not all cameras. */
export interface RelayJson {
  readonly kind: 'starting' | 'ready' | 'lost'
  readonly url: string
  readonly reason?: string
}

/** The relay; undefined where there is none. Throws as getCameras does. */
export async function getRelay(signal: AbortSignal): Promise<RelayJson | undefined> {
  const { body } = await getJson('/api/relay', signal)
  if (body.relay === null) return undefined
  const { kind, url, reason } = record(body.relay, 'relay')
  if (kind !== 'starting' && kind !== 'ready' && kind !== 'lost') throw new TypeError('relay.kind: unknown')
  return { kind, url: String(url), ...(typeof reason === 'string' && { reason }) }
}

/** A JSON object of this server, and one reading of its clock. Throws as getCameras does. */
export async function getJson(
  path: string,
  signal: AbortSignal,
): Promise<{ body: Record<string, unknown>; clock: ClockSample }> {
  const sentAt = Date.now()
  const response = await fetch(path, { signal: deadline(8000, signal), cache: 'no-store' })
  const receivedAt = Date.now()
  if (!response.ok) throw await apiError(response)
  const body = record(await response.json(), path)
  return { body, clock: { sentAt, receivedAt, serverNow: number(body.now, 'now') } }
}

/** The error of an answer that is not ok, in the server's words where its body is {"error":{"code","message"}}. */
export async function apiError(response: Response): Promise<ApiError> {
  const fallback = new ApiError(response.status, 'unexpected', `The server answered ${response.status}.`)
  try {
    const { code, message } = record(record(await response.json(), 'body').error, 'error')
    return typeof message === 'string' ? new ApiError(response.status, String(code), message) : fallback
  } catch {
    return fallback
  }
}
