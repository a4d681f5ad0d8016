import { type LinkEnd, type Linking, type Sending, UplinkLink } from './link.ts'
import { NotConnected, openSocket } from './socket.ts'

/** Where it goes. */
export interface Destination extends Linking {
  /** The WebSocket's address. */
  readonly url: string
  readonly token: string
}

/** Publishes a camera over one connection, to its end; never rejects. */
export async function runLink(sending: Sending, destination: Destination): Promise<LinkEnd> {
  const { url, token, signal } = destination
  let link: UplinkLink | undefined
  const early: string[] = []
  try {
    const socket = await openSocket(url, token, text => {
      if (link) link.hear(text)
      else early.push(text)
    })
    link = new UplinkLink(sending, destination, socket)
    for (const text of early) link.hear(text)
    const { code, reason } = await socket.closed
    return signal.aborted ? { kind: 'stopped' } : link.ended(code, reason)
  } catch (error) {
    if (!(error instanceof NotConnected)) throw error
    if (signal.aborted) return { kind: 'stopped' }
    const refused = error.status !== undefined && error.status >= 400 && error.status < 500 && error.status !== 429
    return { kind: refused ? 'refused' : 'lost', reason: error.message, openMs: 0 }
  } finally {
    link?.over()
  }
}
