import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { deliveriesBy, type MeasuredWay, measureWay } from '../../../../src/agent/tunnel/measure/measure.ts'
import { reach } from '../../../../src/agent/tunnel/measure/reach.ts'
import { Hub } from '../../../../src/hub/hub.ts'
import { carrier, rungs } from '../../../../src/player/play/ladder.ts'
import { listen } from '../../../../src/runtimes/node.ts'
import { type Edge, type EdgeOptions, startEdge } from '../../../support/edge.ts'
import { givenGate } from '../../../support/gate.ts'
import { type Visitor, visitor } from '../../../support/visitor.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const staticFolder = new URL('../../../../static/', import.meta.url)
let authorization = 'Bearer nobody'
const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

async function program(): Promise<string> {
  const gate = await givenGate()
  authorization = `Bearer ${gate.access.printedCodes.owner}`
  const server = await listen({
    hub: new Hub(),
    host: '127.0.0.1',
    port: 0,
    gate,
    log,
    staticFolder,
  })
  endings.push(() => server.close())
  return server.url
}

/** Another program than ours. */
async function other(answer: RequestListener): Promise<string> {
  const server: Server = createServer(answer)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  endings.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server's address is one
}

async function way(origin: string, options: Partial<EdgeOptions> = {}): Promise<MeasuredWay & { edge: Edge }> {
  const edge = await startEdge({ origin, ...options })
  const somebody: Visitor = visitor(edge)
  endings.push(() => edge.close(), somebody.leave)
  const { fetch, connect } = somebody
  return { edge, url: edge.url, authorization, fetch, connect, signal: AbortSignal.timeout(25_000) }
}

const roundTrip = { median: expect.any(Number), p95: expect.any(Number) }

describe('a way is measured', () => {
  test('that lets all through', async () => {
    const measured = await way(await program())
    const result = await measureWay(measured)
    expect(result).toEqual({
      streams: 'live',
      firstPieceMs: expect.any(Number),
      socket: { roundTripMs: roundTrip },
      downMbitPerSecond: expect.any(Number),
      deliveries: ['live', 'hls', 'mjpeg', 'stills'],
    })
    expect(result.downMbitPerSecond).toBeGreaterThan(10)
    // All that was asked was asked as the owner.
    const asked = measured.edge.requests
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(asked.map(() => measured.authorization))
  })

  test('that takes its time: what was said about it is at least that', async () => {
    const { socket, firstPieceMs, streams } = await measureWay(await way(await program(), { delayMs: 80 }))
    expect([streams, socket]).toEqual(['live', { roundTripMs: roundTrip }])
    expect(firstPieceMs).toBeGreaterThanOrEqual(75)
    if ('refused' in socket) throw new Error(socket.refused)
    expect(socket.roundTripMs.median).toBeGreaterThanOrEqual(75)
    expect(socket.roundTripMs.p95).toBeGreaterThanOrEqual(socket.roundTripMs.median)
  })

  test('that holds streams back: HLS and stills are left, and WebSockets', async () => {
    const { downMbitPerSecond, ...result } = await measureWay(await way(await program(), { buffersGet: true }))
    expect(result).toEqual({
      streams: 'buffered',
      firstPieceMs: expect.any(Number),
      socket: { roundTripMs: roundTrip },
      deliveries: ['live', 'hls', 'stills'],
    })
    expect(result.firstPieceMs).toBeGreaterThan(800)
    expect(downMbitPerSecond).toBeGreaterThan(10)
  })

  test.each<[string, RequestListener, unknown]>([
    [
      'that refuses WebSockets',
      (request, response) => void (request.url?.includes('socket') ? response.writeHead(403).end() : response.end('')),
      { socket: { refused: 'answers 403, as to somebody who may not' } },
    ],
    [
      'that ends WebSockets at once',
      (request, response) =>
        void (request.url?.includes('socket') ? request.socket.destroy() : response.end('{"at":1}')),
      { streams: 'buffered', socket: { refused: expect.stringMatching(/^(fails|answers 502)/) } },
    ],
  ])('%s', async (_, answer, expected) => {
    expect(await measureWay(await way(await other(answer)))).toMatchObject(expected as object) // a row's own
  })
})

describe('a way that can’t be measured says why:', () => {
  test.each<[string, RequestListener, string]>([
    [
      'nobody may measure',
      (_, response) => void response.writeHead(401).end(),
      'does not let itself be measured: it answers 401, as to somebody who may not.',
    ],
    [
      'another program',
      (_, response) => void response.writeHead(404).end(),
      'does not let itself be measured: it answers 404, as another program or an older tunnelcam would.',
    ],
  ])('%s', async (_, answer, why) => {
    const measured = await way(await other(answer))
    await expect(measureWay(measured)).rejects.toMatchObject({ code: 'bad_answer', message: `${measured.url} ${why}` })
  })

  test('it breaks off', async () => {
    const measured = await way(
      await other((_, response) => void response.write('{"at":1}', () => response.socket?.destroy())),
    )
    await expect(measureWay(measured)).rejects.toMatchObject({ code: 'broke_off' })
  })

  test.each<[string, number, RegExp]>([
    [
      'nothing listens behind it',
      0,
      /^https:.* can't be reached: it answers 502, that nothing answers behind the tunnel\.$/,
    ],
    ['its name is unknown', 0, /^https:.* can't be reached: its name is not known \(yet\)\.$/],
  ])('%s', async (title, ms, message) => {
    const measured = await way('http://127.0.0.1:1')
    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
    const fetch = title.includes('name')
      ? () => Promise.reject(new TypeError('fetch failed', { cause: unknown }))
      : measured.fetch
    await expect(reach({ ...measured, fetch }, ms)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(message),
    })
  })
})

test('a way that needs a moment is waited for', async () => {
  let asked = 0
  const measured = await way(await other((_, response) => void response.writeHead(++asked < 3 ? 530 : 200).end()))
  await reach(measured, 10_000)
  expect(asked).toBe(3)
})

test('what is said of the page is what its ladder does', () => {
  const page = rungs({ webCodecs: true, mse: true, nativeHls: false })
  const said = new Set(page.map(via => (carrier(via) === 'socket' ? 'live' : via)))
  const socket = { roundTripMs: { median: 1, p95: 1 } }
  expect(deliveriesBy('live', socket)).toEqual([...said])
  expect(deliveriesBy('buffered', socket)).toEqual(['live', 'hls', 'stills'])
  expect(deliveriesBy('live', { refused: 'answers 404' })).toEqual(['hls', 'mjpeg', 'stills'])
})
