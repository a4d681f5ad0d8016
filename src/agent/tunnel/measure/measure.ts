import type { WebSocket } from 'ws'
import { AgentError } from '../../error.ts'
import { measureBulk } from './bulk.ts'
import { whyFailed } from './probe.ts'
import { measureSocket, type SocketMeasured } from './socket.ts'
import { measureStream, type StreamMeasured } from './stream.ts'

/** The way to a running program, as somebody on the internet has it. */
export interface MeasuredWay {
  /** Its public address, as `https://words-like-this.trycloudflare.com`. */
  readonly url: string
  /** Authorization of the owner, such as `Bearer …`; undefined where none is needed. */
  readonly authorization: string | undefined
  readonly fetch: typeof fetch
  /** Gives a WebSocket that is still opening. */
  connect(url: string, headers: Readonly<Record<string, string>>): WebSocket
  readonly signal: AbortSignal
}

/** How the page gets the picture: H.264 over a WebSocket, HLS by hls.js or by iOS itself, MJPEG, or one still after the other. */
export type Delivery = 'live' | 'hls' | 'mjpeg' | 'stills'

/** What a way is good for. */
export interface WayMeasured extends StreamMeasured {
  readonly socket: SocketMeasured
  /**
   * From here to Cloudflare and back to whoever measured, in Mbit/s, so at most the slower of the two. Undefined when it
   * took too long to tell.
   */
  readonly downMbitPerSecond: number | undefined
  /** What the page will use is the first; the others are what is left when that fails. */
  readonly deliveries: readonly Delivery[]
}

/**
 * Measures the way to a program through its probes (`/api/probe`), one after the other, in less than a minute.
 * Throws AgentError when it does not answer, refuses or breaks off.
 */
export async function measureWay(way: MeasuredWay): Promise<WayMeasured> {
  try {
    const stream = await measureStream(way)
    const socket = await measureSocket(way)
    const downMbitPerSecond = await measureBulk(way)
    return { ...stream, socket, downMbitPerSecond, deliveries: deliveriesBy(stream.streams, socket) }
  } catch (cause) {
    way.signal.throwIfAborted()
    if (cause instanceof AgentError) throw cause
    throw new AgentError('broke_off', `The connection to ${way.url} broke off: ${whyFailed(cause)}.`, { cause })
  }
}

/**
 * The page's ladder (player/ladder.ts) by what gets through: HLS and stills are answers that end, which every way
 * delivers; MJPEG never ends, and H.264 as it is cut needs a WebSocket.
 */
export function deliveriesBy(streams: StreamMeasured['streams'], socket: SocketMeasured): readonly Delivery[] {
  return [
    ...('refused' in socket ? [] : (['live'] as const)),
    'hls',
    ...(streams === 'live' ? (['mjpeg'] as const) : []),
    'stills',
  ]
}
