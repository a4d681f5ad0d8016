import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { JpegViewer } from '../../../src/app/live/jpegViewer.ts'
import { liveSocket } from '../../../src/app/live/socket.ts'
import { until } from '../../support/until.ts'
import { live, serving, TINY_MPJPEG } from '../serving.ts'
import { listening, liveViewer } from './serving.ts'

test('a viewer is told the state, and gets the newest picture for a credit', async () => {
  const { port, camera } = await listening()
  const viewer = await liveViewer(port)
  await until('the state came', () => viewer.states.length > 0)
  expect(viewer.states).toEqual([{ kind: 'live', since: expect.any(Number) }])
  viewer.say({ type: 'credit', count: 1 })
  await until('a picture came', () => viewer.pictures.length > 0)
  const { latest } = camera.pictures
  expect(viewer.pictures).toEqual([
    {
      header: { type: 'jpeg', camera: 'front', sequence: 3, capturedAt: latest?.capturedAt, width: 64, height: 48 },
      jpeg: Uint8Array.from(latest?.jpeg ?? []),
    },
  ])
  expect(camera.counts.bytes.live).toBeGreaterThan(latest?.jpeg.length ?? 0)
})

test('one picture for a credit, the newest, and none twice', async () => {
  const { port, run, camera } = await listening()
  const viewer = await liveViewer(port)
  run.jpeg(TINY_MPJPEG)
  await viewer.settled()
  expect(viewer.sequences()).toEqual([]) // without a credit nothing is sent
  viewer.say({ type: 'credit', count: 2 })
  await viewer.settled()
  expect(viewer.sequences()).toEqual([6]) // the one credit that is left waits for a new picture
  run.jpeg(TINY_MPJPEG)
  await viewer.settled()
  expect(viewer.sequences()).toEqual([6, 7])
  viewer.say({ type: 'credit', count: 1 })
  await viewer.settled()
  expect(viewer.sequences()).toEqual([6, 7, 9])
  expect(camera.pictures.latest?.sequence).toBe(9)
})

test('credits beyond eight are lost', async () => {
  const { port, run } = await listening()
  const viewer = await liveViewer(port)
  for (let times = 0; times < 5; times++) viewer.say({ type: 'credit', count: 8 })
  await viewer.settled()
  for (let burst = 0; burst < 10; burst++) run.jpeg(TINY_MPJPEG)
  await viewer.settled()
  // Of the first five messages one credit went for picture 3, and the next message filled them up again.
  expect(viewer.sequences()).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11])
})

test('a ping is answered with both clocks', async () => {
  const { port } = await listening()
  const viewer = await liveViewer(port, '?video=jpeg')
  const before = Date.now()
  viewer.say({ type: 'ping', at: 12.5 })
  await until('the pong came', () => viewer.pongs.length > 0)
  const [pong] = viewer.pongs as { now: number }[]
  expect(pong).toEqual({ type: 'pong', at: 12.5, now: expect.any(Number) })
  expect(pong?.now).toBeGreaterThanOrEqual(before)
})

test('fifty viewers see the same, and the camera is wanted until the last has gone', async () => {
  const { port, run, camera } = await listening()
  const viewers = await Promise.all(Array.from({ length: 50 }, () => liveViewer(port)))
  expect([camera.demand.holders, camera.demand.wanted().has('jpeg')]).toEqual([50, true])
  for (const viewer of viewers) viewer.say({ type: 'credit', count: 4 })
  await Promise.all(viewers.map(viewer => viewer.settled()))
  run.jpeg(TINY_MPJPEG)
  await until('all have four', () => viewers.every(viewer => viewer.pictures.length === 4))
  const digests = viewers.map(({ pictures }) => {
    const hash = createHash('sha256')
    for (const { header, jpeg } of pictures) hash.update(JSON.stringify(header)).update(jpeg)
    return hash.digest('hex')
  })
  expect(new Set(digests).size).toBe(1)
  for (const { socket } of viewers) socket.close()
  await until('nobody is there', () => camera.demand.holders === 0)
})

test.each([
  ['binary', Buffer.from([1, 2, 3]), 1003, 'Messages to this socket are JSON text, not binary.'],
  ['text that is no JSON', 'credit', 1007, 'A message was no JSON.'],
  ['a message too long', JSON.stringify({ type: 'ping', at: 1, pad: 'é'.repeat(600) }), 1009, /1024 bytes at most/],
  ['a message far too long', 'x'.repeat(100_000), 1009, ''],
  ['an unknown type', '{"type":"dance"}', 1008, 'type: expected credit, quality or ping, got "dance".'],
  ['no type', '{}', 1008, 'type: expected credit, quality or ping, got undefined.'],
  ['no object', 'null', 1008, 'type: expected credit, quality or ping, got undefined.'],
  ['no credits', '{"type":"credit","count":0}', 1008, 'credit.count: expected 1 to 8, got 0.'],
  ['too many credits', '{"type":"credit","count":9}', 1008, 'credit.count: expected 1 to 8, got 9.'],
  ['half a credit', '{"type":"credit","count":1.5}', 1008, 'credit.count: expected 1 to 8, got 1.5.'],
  ['a count in words', '{"type":"credit","count":"1"}', 1008, 'credit.count: expected 1 to 8, got "1".'],
  ['a ping of no time', '{"type":"ping"}', 1008, 'ping.at: expected a number, got undefined.'],
  ['a ping in words', `{"type":"ping","at":"${'€'.repeat(200)}"}`, 1008, /^ping.at: expected a number, got "€+\.$/],
])('%s closes the socket with the reason, and nobody else notices', async (_, message, code, reason) => {
  const { port, run, camera, errors } = await listening()
  const [bad, good] = await Promise.all([liveViewer(port), liveViewer(port)])
  bad.socket.send(message)
  bad.socket.send('{"type":"credit","count":1}') // comes too late
  await until('it is closed', () => bad.closed !== undefined)
  expect(bad.closed).toEqual({
    code,
    reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
  })
  expect(bad.pictures).toEqual([])
  good.say({ type: 'credit', count: 2 })
  run.jpeg(TINY_MPJPEG)
  await good.settled()
  expect([good.closed, good.pictures.length > 0, camera.demand.holders, errors]).toEqual([undefined, true, 1, []])
})

test('a camera that is removed ends its viewers with the reason', async () => {
  const { port, hub } = await listening()
  const viewer = await liveViewer(port)
  hub.remove('front')
  await until('it is closed', () => viewer.closed !== undefined)
  expect(viewer.closed).toEqual({ code: 1001, reason: 'Camera "front" was removed.' })
})

test('a viewer stays while the camera is lost, is told why, and sees on when it is back', async () => {
  const { port, camera, run } = await listening()
  const viewer = await liveViewer(port)
  viewer.say({ type: 'credit', count: 4 })
  await until('a picture came', () => viewer.pictures.length === 1)
  camera.setState({ kind: 'lost', reason: 'Unplugged.' })
  run.jpeg(TINY_MPJPEG) // of a pipe that was not empty yet: no picture of a camera that is away is shown
  camera.setState({ kind: 'lost', reason: 'Unplugged.' }) // no news
  camera.setState({ kind: 'lost', reason: 'Still unplugged.' })
  camera.setState({ kind: 'starting' })
  camera.begin({ passthrough: false }).jpeg(TINY_MPJPEG.slice())
  camera.setState({ kind: 'live' })
  await until('it is live again', () => viewer.states.at(-1)?.kind === 'live' && viewer.states.length > 1)
  const since = expect.any(Number)
  expect(viewer.states).toEqual([
    { kind: 'live', since },
    { kind: 'lost', since, reason: 'Unplugged.' },
    { kind: 'lost', since, reason: 'Still unplugged.' },
    { kind: 'starting', since },
    { kind: 'live', since },
  ])
  await viewer.settled()
  expect(viewer.sequences()).toEqual([3, 7, 8, 9])
})

test('a viewer who may no longer watch is sent away, and the visit is over once', () => {
  const { camera } = live()
  const ending = new AbortController()
  const happened: unknown[] = []
  const socket = {
    send: (data: unknown) => happened.push(typeof data),
    close: (code: number, reason: string) => happened.push([code, reason]),
  } as never // all that is used of it
  const left = () => happened.push('left')
  const { onOpen, onMessage, onClose } = liveSocket(() => ({
    ...{ camera, ended: ending.signal, left },
    viewer: socket => new JpegViewer(camera, socket),
  }))
  onOpen?.(new Event('open'), socket)
  onMessage?.(new MessageEvent('message', { data: '{"type":"credit","count":1}' }), socket)
  ending.abort()
  onMessage?.(new MessageEvent('message', { data: '{"type":"ping","at":1}' }), socket)
  onClose?.(new Event('close') as never, socket) // nothing of it is read
  expect(happened).toEqual(['string', 'object', 'left', [1008, 'access ended']])
  expect(camera.demand.holders).toBe(0)
})

test('a viewer who came too late is sent away at once', () => {
  const { camera } = live()
  const closed: unknown[] = []
  const socket = { send: () => closed.push('sent'), close: (code: number) => closed.push(code) } as never // as above
  liveSocket(() => ({
    ...{ camera, ended: AbortSignal.abort(), left: () => undefined },
    viewer: socket => new JpegViewer(camera, socket),
  })).onOpen?.(new Event('open'), socket)
  expect([closed, camera.demand.holders]).toEqual([[1008], 0])
})

test.each([
  ['no upgrade', '', {}, 426, 'websocket_only', 'websocket'],
  ['another protocol', '', { Upgrade: 'h2c' }, 426, 'websocket_only', 'websocket'],
  ['a runtime without WebSockets', '', { Upgrade: 'websocket' }, 501, 'no_websocket', null],
])('%s is answered in words', async (_, query, headers, status, code, upgrade) => {
  const response = await serving().app.request(`/cameras/front/live${query}`, { headers })
  const { error } = (await response.json()) as { error: { code: string } }
  expect([response.status, error.code, response.headers.get('Upgrade')]).toEqual([status, code, upgrade])
})

test('a flood of messages closes the socket', async () => {
  const { port } = await listening()
  const viewer = await liveViewer(port)
  for (let sent = 0; sent < 3000; sent++) viewer.say({ type: 'ping', at: sent })
  await until('it is closed', () => viewer.closed !== undefined)
  expect(viewer.closed).toEqual({ code: 1008, reason: 'At most 1000 messages a second.' })
})
