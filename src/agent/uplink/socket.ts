import type { IncomingMessage } from 'node:http'
import { type ClientOptions, type RawData, WebSocket } from 'ws'

/** A connection to a relay. */
export interface RelaySocket {
  /** Bytes that were sent and have not left this program yet. */
  readonly waiting: number
  /** `onSent` is called when something that was sent has left. */
  send(message: string | Uint8Array, onSent?: () => void): void
  close(code: number, reason: string): void
  /** Cuts it without a goodbye. */
  cut(): void
  /** Why it is over: a code of RFC 6455 §7.4, and what was said. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
}

/** Why there is no connection: a sentence. `status` where the relay has answered. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected'
  readonly status: number | undefined

  constructor(message: string, status?: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.status = status
  }
}

const OPTIONS: ClientOptions = {
  perMessageDeflate: false, // JPEG and H.264 are compressed already
  handshakeTimeout: 3_000,
  maxPayload: 64 * 1024,
  followRedirects: false, // the token is for this address alone
}
const MOST_ANSWER = 4096

/** Opens a WebSocket with a token. Rejects with NotConnected. What comes before somebody listens is not lost: `onText` is given here. */
export function openSocket(url: string, token: string, onText: (text: string) => void): Promise<RelaySocket> {
  const socket = new WebSocket(url, { ...OPTIONS, headers: { Authorization: `Bearer ${token}` } })
  const closed = new Promise<{ code: number; reason: string }>(resolve => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }))
  })
  socket.on('message', (data: RawData, binary) => {
    if (!binary) onText(String(data))
  })
  return new Promise((resolve, reject) => {
    socket.on('error', cause => reject(new NotConnected(whyNot(cause), undefined, cause)))
    socket.once('unexpected-response', (_, response) => {
      void refusal(response).then(error => {
        reject(error)
        socket.terminate()
      })
    })
    socket.once('open', () => resolve(opened(socket, closed)))
  })
}

function opened(socket: WebSocket, closed: RelaySocket['closed']): RelaySocket {
  return {
    closed,
    get waiting() {
      return socket.bufferedAmount
    },
    send: (message, onSent) => {
      if (socket.readyState === socket.OPEN) socket.send(message, () => onSent?.())
    },
    close: (code, reason) => socket.close(code, reason),
    cut: () => socket.terminate(),
  }
}

function whyNot(cause: Error): string {
  const code = 'code' in cause ? String(cause.code) : ''
  return REASONS[code] ?? `The connection to the relay failed: ${cause.message}.`
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing answers at the relay’s address.',
  ENOTFOUND: 'There is no machine of the relay’s name.',
  EAI_AGAIN: 'The relay’s name can’t be looked up: is this machine online?',
  ENETUNREACH: 'This machine is not online.',
  EHOSTUNREACH: 'The relay can’t be reached from here.',
  ETIMEDOUT: 'The relay does not answer.',
}

/** What a relay says in place of opening a WebSocket. */
async function refusal(response: IncomingMessage): Promise<NotConnected> {
  const status = response.statusCode ?? 0
  let text = ''
  try {
    for await (const chunk of response) {
      text += chunk
      if (text.length > MOST_ANSWER) break
    }
  } catch {
    // The status alone has to do.
  }
  return new NotConnected(sentenceIn(text) ?? `The relay answers with status ${status}.`, status)
}

function sentenceIn(text: string): string | undefined {
  try {
    const { message } = Object(Object(JSON.parse(text)).error)
    return typeof message === 'string' ? message.slice(0, 300) : undefined
  } catch {
    return undefined // no answer of ours
  }
}
