import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { launchBrowser } from './browser.ts'
import { browserArgs, type Edge, type EdgeOptions, startEdge } from './edge.ts'
import { needs } from './require.ts'
import { until } from './until.ts'
import { type Visitor, visitor } from './visitor.ts'

let origin: Server
let address: string
let asked: IncomingMessage[]
/** Requests that the origin has not answered to their end. */
let open: number
let edge: Edge
let somebody: Visitor

beforeEach(async () => {
  asked = []
  open = 0
  origin = createServer(async (request, response) => {
    asked.push(request)
    open++
    response.on('close', () => open--)
    if (request.url === '/endless') return void response.write('first')
    if (request.url === '/silent') return undefined
    if (request.url === '/page') return void response.setHeader('Content-Type', 'text/html').end(page)
    if (request.url === '/echo') return void request.pipe(response)
    response.setHeader('Set-Cookie', ['a=1', 'b=2'])
    for (const piece of ['one ', 'two ', 'three']) {
      response.write(piece)
      await new Promise(resolve => setTimeout(resolve, 60))
    }
    response.end()
  })
  const sockets = new WebSocketServer({ noServer: true })
  origin.on('upgrade', (request, socket, head) => {
    asked.push(request)
    if (request.url !== '/socket') return void socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, connection => {
      open++
      connection.on('close', () => open--)
      connection.on('message', (data, binary) => connection.send(data, { binary }))
    })
  })
  await new Promise<void>(resolve => origin.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(origin.address() as AddressInfo).port}` // a TCP server's address is one
})
afterEach(async () => {
  somebody.leave()
  await edge.close()
  origin.closeAllConnections()
  await new Promise(resolve => origin.close(resolve))
})

const page = `<!doctype html><script>
  const socket = new WebSocket(location.origin.replace('http', 'ws') + '/socket')
  socket.onopen = () => socket.send('hello')
  socket.onmessage = ({ data }) => document.documentElement.dataset.echo = data
</script>`

async function start(options: Partial<EdgeOptions> = {}) {
  edge = await startEdge({ origin: address, ...options })
  somebody = visitor(edge)
}

/** When each piece of a body came, in ms since the request was sent. */
async function pieces(response: Promise<Response>): Promise<{ text: string; at: number[] }> {
  const start = performance.now()
  const { body } = await response
  const decoder = new TextDecoder()
  const at: number[] = []
  let text = ''
  for await (const piece of body ?? []) {
    at.push(performance.now() - start)
    text += decoder.decode(piece)
  }
  return { text, at }
}

const spread = ({ at }: { at: number[] }) => (at.at(-1) ?? 0) - (at[0] ?? 0)

describe('the stand-in for Cloudflare', () => {
  test('says who the visitor is, whatever he says himself, and leaves Host as it is', async () => {
    await start({ address: '198.51.100.7' })
    const headers = {
      ...{
        'CF-Connecting-IP': '127.0.0.1',
        'X-Forwarded-Proto': 'http',
        'CF-Ray': 'mine',
        'X-Forwarded-For': '10.0.0.1',
      },
      ...{ Authorization: 'Bearer a', Cookie: 'c=d', Referer: 'https://a.example/' },
    }
    const response = await somebody.fetch(`${edge.url}/a?b=c`, { headers })
    expect([await response.text(), response.headers.getSetCookie()]).toEqual(['one two three', ['a=1', 'b=2']])
    expect(asked[0]).toMatchObject({
      url: '/a?b=c',
      headers: {
        host: 'words-like-this.trycloudflare.com',
        'cf-connecting-ip': '198.51.100.7',
        'cf-ray': expect.stringMatching(/^[0-9a-f]{16}-LIS$/),
        'x-forwarded-for': '10.0.0.1,198.51.100.7',
        'x-forwarded-proto': 'https',
        ...{ authorization: 'Bearer a', cookie: 'c=d', referer: 'https://a.example/' },
      },
    })
    expect(edge.requests).toMatchObject([
      { method: 'GET', path: '/a?b=c', status: 200, headers: { 'cf-ray': 'mine', referer: 'https://a.example/' } },
    ])
  })

  test('answers 502 when nothing listens behind it', async () => {
    await start({ origin: 'http://127.0.0.1:1' })
    expect((await somebody.fetch(edge.url)).status).toBe(502)
  })

  test('passes a stream on piece by piece, and what is posted', async () => {
    await start()
    const seen = await pieces(somebody.fetch(edge.url))
    expect([seen.text, seen.at.length]).toEqual(['one two three', 3])
    const posted = await somebody.fetch(`${edge.url}/echo`, { method: 'POST', body: 'tell me' })
    expect(await posted.text()).toBe('tell me')
  })

  test('takes the round trip longer for the head, and each piece comes as much later', async () => {
    await start({ delayMs: 200 })
    const [direct, through] = await Promise.all([pieces(fetch(address)), pieces(somebody.fetch(edge.url))])
    expect(through.text).toBe(direct.text)
    expect((through.at[0] ?? 0) - (direct.at[0] ?? 0)).toBeGreaterThan(150)
    expect(spread(through)).toBeGreaterThan(spread(direct) / 2) // still one by one
    expect(spread(through)).toBeLessThan(spread(direct) + 150) // and not one round trip after the other
  })

  test('holds what a GET streams until its end, but nothing that is posted', async () => {
    await start({ buffersGet: true })
    const got = await pieces(somebody.fetch(edge.url))
    expect([got.text, got.at.length]).toEqual(['one two three', 1])
    expect(got.at[0]).toBeGreaterThan(150)
    const posted = await pieces(somebody.fetch(edge.url, { method: 'POST' }))
    expect([posted.text, posted.at.length]).toEqual(['one two three', 3])
  })

  test.each([
    ['in the middle of a stream', '/endless', {}],
    ['in the middle of a stream that is held', '/endless', { buffersGet: true }],
    ['before there is an answer', '/silent', { delayMs: 20 }],
  ])('tells the origin when a visitor leaves %s', async (_, path, options) => {
    await start(options)
    const leaving = new AbortController()
    const response = somebody.fetch(`${edge.url}${path}`, { signal: leaving.signal })
    response.catch(() => undefined)
    await until('the origin was asked', () => open === 1)
    leaving.abort()
    await until('the origin is left', () => open === 0)
  })

  test.each([
    ['at once', { buffersGet: true }, 0],
    ['with the delay', { delayMs: 100 }, 95],
  ])('passes a WebSocket through %s, both ways, to its end', async (_, options, atLeastMs) => {
    await start(options)
    const socket = somebody.connect(`${edge.url.replace('https', 'wss')}/socket`, { 'CF-Connecting-IP': '::1' })
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
    const sentAt = performance.now()
    const heard: string[] = []
    socket.on('message', data => void heard.push(String(data)))
    for (const word of ['a', 'b', 'c']) socket.send(word)
    await until('all came back', () => heard.length === 3)
    expect(performance.now() - sentAt).toBeGreaterThan(atLeastMs)
    expect([heard, asked[0]?.headers['cf-connecting-ip']]).toEqual([['a', 'b', 'c'], '203.0.113.9'])
    expect(edge.requests).toMatchObject([{ path: '/socket', status: 101 }])
    socket.terminate()
    await until('the origin is left', () => open === 0)
  })

  test('passes on that a WebSocket is refused', async () => {
    await start({ delayMs: 20 })
    const socket = somebody.connect(`${edge.url.replace('https', 'wss')}/elsewhere`)
    const status = await new Promise(resolve => {
      socket.on('unexpected-response', (_, { statusCode }) => resolve(statusCode)).on('error', () => undefined)
    })
    expect([status, edge.requests[0]?.status]).toEqual([403, 403])
    socket.terminate()
  })
})

needs('browser')('a browser', () => {
  test('finds the stand-in under its name, and WebSockets through it', { timeout: 60_000 }, async () => {
    await start({ delayMs: 20 })
    const browser = await launchBrowser({ args: browserArgs(edge) })
    try {
      const tab = await browser.newPage()
      await tab.goto(`${edge.url}/page`)
      await tab.locator('html[data-echo="hello"]').waitFor({ state: 'attached', timeout: 10_000 })
      expect(asked.map(({ headers }) => headers['x-forwarded-proto'])).toContain('https')
      expect(await tab.evaluate('performance.getEntriesByType("navigation")[0].nextHopProtocol')).toBe('h2')
    } finally {
      await browser.close()
    }
  })
})
