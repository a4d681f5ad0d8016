import { Agent, request } from 'node:https'
import type { Readable } from 'node:stream'
import { connect } from 'node:tls'
import { notPinned } from '../../sources/network/certificate.ts'
import { fingerprintOf, isPinned } from '../../sources/network/fingerprint.ts'

const MOST_REDIRECTS = 5

/** What is asked with. */
export interface Asked {
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** An answer, and the address that it came from in the end. */
export interface Answer {
  readonly response: Response
  readonly origin: string
}

/**
 * Fetches from an `https:` server whose certificate is the pinned one (`sha256:…`), or any: it is looked at before a word is
 * sent on the same connection. Throws AgentError `certificate_other`, or what node:https has. A redirect must lead to the
 * same origin.
 */
export async function pinnedFetch(url: URL, pin: string, asked: Asked): Promise<Answer> {
  const agent = agentFor(pin, asked.signal)
  let at = url
  for (let redirects = 0; ; redirects++) {
    const response = await once(at, agent, asked)
    const next = response.headers.get('Location')
    if (response.status < 300 || response.status === 304 || response.status > 399 || next === null)
      return { response, origin: at.origin }
    await response.body?.cancel()
    const target = new URL(next, at)
    if (redirects === MOST_REDIRECTS || target.origin !== url.origin) return { response, origin: target.origin }
    at = target
  }
}

function once(url: URL, agent: Agent, { headers, signal }: Asked): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers, signal }, message => {
      const { statusCode: status = 500 } = message
      const pairs = Object.entries(message.headersDistinct).flatMap(([name, values = []]) =>
        values.map((value): [string, string] => [name, value]),
      )
      const empty = status === 204 || status === 304
      if (empty) message.resume()
      resolve(new Response(empty ? null : bodyOf(message), { status, headers: pairs }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

function bodyOf(message: Readable): ReadableStream<Uint8Array> {
  const iterator = message[Symbol.asyncIterator]()
  return new ReadableStream({
    pull: async controller => {
      const { value, done } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: () => void message.destroy(),
  })
}

// A request that is given up waits for its socket all the same, until that is secure or fails: maybe for ever.
function agentFor(pin: string, signal: AbortSignal): Agent {
  const agent = new Agent({ keepAlive: false })
  agent.createConnection = (options, ready) => {
    const host = 'host' in options ? String(options.host) : ''
    const name = /^[\d.]+$|:/.test(host) ? {} : { servername: host }
    const port = 'port' in options ? Number(options.port) : 443
    const socket = connect({ host, port, rejectUnauthorized: false, ...name })
    const stop = () => void socket.destroy(signal.reason)
    signal.addEventListener('abort', stop)
    socket.once('close', () => signal.removeEventListener('abort', stop))
    socket.once('error', error => ready?.(error, socket))
    socket.once('secureConnect', () => {
      const fingerprint = fingerprintOf(socket.getPeerCertificate())
      if (pin === 'any' || isPinned(pin, fingerprint)) return ready?.(null, socket)
      socket.destroy()
      ready?.(notPinned(pin, fingerprint), socket)
    })
    return undefined
  }
  return agent
}
