import { randomBytes } from 'node:crypto'
import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { type Duplex, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { delayLine } from './delayLine.ts'
import { headersOf, isText, keepAnswer } from './secrets/answers.ts'

/** The way from a visitor to the program. */
export interface EdgeWay {
  readonly origin: string
  /** The visitor's address. */
  readonly address: string
  /** How long everything takes, each way. */
  readonly ms: number
  /** Whether the bodies of GETs are held until they are whole. */
  readonly buffers: boolean
}

/** Answers a visitor with what the program answers; ends there when the visitor leaves. 502 when nothing listens there. */
export async function forward(
  asked: Http2ServerRequest,
  response: Http2ServerResponse,
  way: EdgeWay,
  answered: (status: number) => void,
): Promise<void> {
  const visitor = new AbortController()
  const { signal } = visitor
  response.on('close', () => visitor.abort())
  const body = delayLine(way.ms)
  passOn(pipeline(asked, body, { signal }))
  await sleep(way.ms)
  const toOrigin = request(way.origin, { ...originRequest(asked, way), signal })
  const reply = replyOf(toOrigin)
  passOn(pipeline(body, toOrigin, { signal }))
  const answer = await reply.catch(() => undefined)
  const line = delayLine(way.ms)
  if (answer)
    passOn(
      pipeline(
        [answer, ...keeper(asked, answer), ...(way.buffers && asked.method === 'GET' ? [holdBack()] : []), line],
        { signal },
      ),
    )
  else line.end('502: nothing answers behind the tunnel')
  await sleep(way.ms)
  if (signal.aborted) return
  const status = answer?.statusCode ?? 502
  answered(status)
  response.writeHead(status, answer ? withoutHops(answer.headers) : {})
  // HTTP/2 sends the head at once; HTTP/1.1 only when told to.
  if ('flushHeaders' in response && typeof response.flushHeaders === 'function') response.flushHeaders()
  passOn(pipeline(line, response, { signal }))
}

/** Passes a WebSocket through, live whatever the way does to GETs; or the answer that refuses it. */
export async function forwardUpgrade(
  asked: IncomingMessage,
  visitor: Duplex,
  way: EdgeWay,
  answered: (status: number) => void,
): Promise<void> {
  visitor.setMaxListeners(30) // two pipes and what HTTP has left there are no leak
  visitor.on('error', () => undefined) // one that comes when the pipes are over
  const up = delayLine(way.ms)
  passOn(pipeline(visitor, up))
  await sleep(way.ms)
  const { headers, ...rest } = originRequest(asked, way)
  const toOrigin = request(way.origin, {
    ...rest,
    headers: { ...headers, connection: 'Upgrade', upgrade: 'websocket' },
  })
  visitor.on('close', () => toOrigin.destroy())
  toOrigin.on('upgrade', async (answer, origin, head) => {
    origin.on('error', () => undefined)
    origin.unshift(head)
    passOn(pipeline(up, origin))
    const down = delayLine(way.ms)
    passOn(pipeline(origin, down))
    await sleep(way.ms)
    answered(101)
    visitor.write(headText(answer))
    passOn(pipeline(down, visitor))
  })
  toOrigin.end()
  const refusal = await replyOf(toOrigin).catch(() => undefined)
  await sleep(way.ms)
  answered(refusal?.statusCode ?? 502)
  visitor.write(refusal ? headText(refusal) : 'HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n')
  if (refusal) passOn(pipeline(refusal, visitor))
  else visitor.end()
}

/** What the tunnel asks the program for: the visitor's own words, with Cloudflare's headers in place of any of his. */
function originRequest({ method, url, headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>, way: EdgeWay) {
  const before = headers['x-forwarded-for']
  return {
    agent: false,
    method,
    path: url,
    headers: {
      ...withoutHops(headers),
      host: String(headers[':authority'] ?? headers.host), // HTTP/2 calls it so
      'cf-connecting-ip': way.address,
      'cf-ray': `${randomBytes(8).toString('hex')}-LIS`,
      'x-forwarded-for': before === undefined ? way.address : `${before},${way.address}`, // added to, as Cloudflare does
      'x-forwarded-proto': 'https',
    },
  } satisfies RequestOptions
}

function replyOf(toOrigin: ReturnType<typeof request>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => toOrigin.on('response', resolve).on('error', reject))
}

const hops = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']

function withoutHops(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hops.includes(name) && !name.startsWith(':')))
}

function headText({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []))
  return [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...lines, '', ''].join('\r\n')
}

/** Keeps what is text, and lets it through as it comes. */
function keeper({ method, url, headers }: Http2ServerRequest, answer: IncomingMessage): Transform[] {
  if (!isText(answer.headers['content-type'])) return []
  const read: Uint8Array[] = []
  const keeping = new Transform({
    transform(chunk: Uint8Array, _, done) {
      read.push(chunk)
      done(null, chunk)
    },
  })
  keeping.once('close', () => {
    const facts = { status: answer.statusCode ?? 0, headers: headersOf(answer.headers) }
    keepAnswer({ method, url, headers: headersOf(headers) }, { ...facts, text: String(Buffer.concat(read)) })
  })
  return [keeping]
}

/** Lets nothing through until all is there. */
function holdBack(): Transform {
  const held: Uint8Array[] = []
  return new Transform({
    transform(chunk: Uint8Array, _, done) {
      held.push(chunk)
      done()
    },
    flush(done) {
      this.push(Buffer.concat(held))
      done()
    },
  })
}

// A pipe that breaks ends both its sides, which is all there is to do: visitors leave, and origins end.
function passOn(piped: Promise<void>): void {
  piped.catch(() => undefined)
}
