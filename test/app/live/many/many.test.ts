import { expect, onTestFinished, test } from 'vitest'
import type { Access } from '../../../../src/access/access.ts'
import { manySocket } from '../../../../src/app/live/many/socket.ts'
import { Problem } from '../../../../src/app/problem.ts'
import { givenAccess } from '../../../support/gate.ts'
import { memoryStore } from '../../../support/memoryStore.ts'
import { until } from '../../../support/until.ts'
import { TINY_FLV, TINY_MPJPEG } from '../../serving.ts'
import { listening, liveViewer } from '../serving.ts'
import { another, manyViewer } from './serving.ts'

const watch = (camera: string, more: object = {}) => ({ type: 'watch', camera, credit: 2, ...more })

/** A server that asks for a link, with two cameras. */
async function house(limits?: { perCamera: number; perLink: number }) {
  const access = await givenAccess(memoryStore(), limits)
  onTestFinished(() => access.close())
  const gate = { access, open: false, trust: { proxies: [], tunnel: () => false } }
  const served = await listening({ gate })
  return { ...served, access, back: another(served.hub, 'back') }
}

const shared = (access: Access, ...cameras: string[]) => access.share({ name: 'Guest', cameras })
const bearer = (code: string) => ({ headers: { Authorization: `Bearer ${code}` } })
const ticketOf = async (access: Access, camera: string) => {
  const { link, ticket } = await access.embed({ name: 'Page', cameras: [camera] }, 'view')
  return { link, ticket, query: `?t=${ticket}` }
}

test('one connection carries the states and pictures of many cameras, each message naming its own', async () => {
  const { port, hub, run } = await listening()
  const back = another(hub, 'back')
  const viewer = await manyViewer(port)
  viewer.say(watch('front'))
  viewer.say(watch('back', { as: 'jpeg', credit: 1 }))
  await viewer.settled()
  expect(viewer.of('front')).toEqual(['state live', 'jpeg 3'])
  expect(viewer.of('back')).toEqual(['state live', 'jpeg 3'])
  back.run.jpeg(TINY_MPJPEG)
  run.jpeg(TINY_MPJPEG)
  await viewer.settled()
  expect([viewer.of('front').at(-1), viewer.of('back').length]).toEqual(['jpeg 4', 2])
  viewer.say({ type: 'credit', camera: 'back', count: 1 })
  await viewer.settled()
  expect(viewer.of('back').at(-1)).toBe('jpeg 6')
  back.camera.setState({ kind: 'lost', reason: 'Unplugged.' })
  await viewer.settled()
  expect([viewer.of('back').at(-1), viewer.of('front').at(-1)]).toEqual(['state lost', 'jpeg 4'])
})

test('H.264 comes as on a connection of its own, byte for byte', async () => {
  const { port, camera, run } = await listening()
  run.video(TINY_FLV)
  const [many, one] = [await manyViewer(port), await liveViewer(port, '?video=h264')]
  many.say(watch('front', { as: 'h264' }))
  await many.settled()
  await one.settled()
  expect(many.binaries.map(({ header }) => header)).toEqual(one.pictures.map(({ header }) => header))
  expect(many.binaries.map(({ payload }) => payload)).toEqual(one.pictures.map(({ jpeg }) => jpeg))
  expect(camera.live.unit(camera.live.first?.id ?? 0)?.message()).toBe(camera.live.first?.message()) // made once
  expect(many.of('front').slice(0, 3)).toEqual(['state live', 'config', expect.stringMatching(/^video \d+ key$/)])
})

test('a camera is wanted while somebody watches it, by what he watches it as', async () => {
  const { port, camera } = await listening()
  const viewer = await manyViewer(port)
  viewer.say(watch('front'))
  await viewer.settled()
  expect([camera.demand.holders, [...camera.demand.wanted()]]).toEqual([1, ['jpeg']])
  viewer.say(watch('front', { as: 'h264' })) // in place of the one before
  await viewer.settled()
  expect([camera.demand.holders, camera.demand.wanted().has('video')]).toEqual([1, true])
  viewer.say({ type: 'unwatch', camera: 'front' })
  viewer.say({ type: 'unwatch', camera: 'nowhere' })
  viewer.say({ type: 'credit', camera: 'front', count: 1 }) // crossed the end on its way
  await viewer.settled()
  expect([camera.demand.holders, viewer.closed]).toEqual([0, undefined])
  viewer.say(watch('front'))
  viewer.say({ type: 'unwatch', camera: 'front' }) // while it is still looked up
  await viewer.settled()
  expect(camera.demand.holders).toBe(0)
  viewer.say(watch('front'))
  await viewer.settled()
  viewer.socket.close()
  await until('nobody is there', () => camera.demand.holders === 0)
})

test('fps leaves out what is more, and shows the newest', async () => {
  const { port, run } = await listening()
  const viewer = await manyViewer(port)
  const startedAt = performance.now()
  viewer.say(watch('front', { fps: 4, credit: 8 }))
  await until('the first came', () => viewer.of('front').length === 2)
  for (let burst = 0; burst < 5; burst++) run.jpeg(TINY_MPJPEG)
  await until('the next is due', () => viewer.of('front').length === 3)
  expect(performance.now() - startedAt).toBeGreaterThan(180)
  expect(viewer.of('front').slice(1)).toEqual(['jpeg 3', 'jpeg 18'])
})

test('a camera that there is not, or not any more, is told and ends no other', async () => {
  const { port, hub, run } = await listening()
  another(hub, 'back')
  const viewer = await manyViewer(port)
  for (const id of ['front', 'back', 'nowhere']) viewer.say(watch(id))
  await viewer.settled()
  expect(viewer.texts.at(-1)).toEqual({
    ...{ type: 'ended', camera: 'nowhere', code: 'camera_not_found' },
    message: 'No camera named "nowhere".',
  })
  hub.remove('back')
  run.jpeg(TINY_MPJPEG)
  await viewer.settled()
  expect(viewer.of('back').at(-1)).toBe('ended camera_removed')
  expect([viewer.of('front').at(-1), viewer.closed]).toEqual(['jpeg 4', undefined])
})

test('a link for one camera opens that one only', async () => {
  const { port, access } = await house()
  const { code } = await shared(access, 'front')
  const viewer = await manyViewer(port, bearer(code))
  for (const id of ['front', 'back', 'nowhere']) viewer.say(watch(id))
  await viewer.settled()
  expect(viewer.of('front')).toEqual(['state live', 'jpeg 3'])
  expect([viewer.of('back'), viewer.of('nowhere')]).toEqual([['ended not_allowed'], ['ended not_allowed']])
})

test('tickets open the connection and its cameras, each its own, also from a page of another site', async () => {
  const { port, access } = await house()
  const [front, back] = [await ticketOf(access, 'front'), await ticketOf(access, 'back')]
  const viewer = await manyViewer(port, { query: front.query, headers: { Origin: 'https://home.example' } })
  viewer.say(watch('front'))
  viewer.say(watch('back'))
  await viewer.settled()
  expect([viewer.of('front'), viewer.of('back')]).toEqual([['state live', 'jpeg 3'], ['ended not_allowed']])
  viewer.say(watch('back', { ticket: back.ticket }))
  viewer.say(watch('front', { ticket: back.ticket }))
  viewer.say(watch('nowhere', { ticket: 'nonsense' }))
  await viewer.settled()
  expect(viewer.of('back').slice(1)).toEqual(['state live', 'jpeg 3'])
  expect([viewer.of('front').at(-1), viewer.of('nowhere')]).toEqual(['ended not_allowed', ['ended wrong_code']])
})

test.each<[string, (access: Access) => Promise<{ query?: string; headers?: Record<string, string> }>, string]>([
  ['nothing to show', async () => ({}), '401'],
  [
    'a ticket for HLS',
    async access => ({ query: `?t=${(await access.embed({ name: 'TV', cameras: ['front'] }, 'hls')).ticket}` }),
    '403',
  ],
  [
    'a link for publishing',
    async access => bearer((await access.share({ name: 'Phone', cameras: ['front'] }, 'publisher')).code),
    '403',
  ],
  [
    'a cookie, from a page of another site',
    async access => {
      const entry = await access.byCode(access.printedCodes.viewer)
      if (entry.kind !== 'pass') throw new Error('it opens')
      const { token } = await access.session(entry.pass)
      return { headers: { Cookie: `tunnelcam=${token}`, Origin: 'https://evil.example' } }
    },
    '403',
  ],
])('%s opens no connection', async (_, shown, status) => {
  const { port, access } = await house()
  await expect(manyViewer(port, await shown(access))).rejects.toThrow(status)
})

test('a revoked link ends its cameras within seconds and opens none anew, the cookie of another beside it or not', async () => {
  const { port, access, run } = await house()
  const [front, back] = [await ticketOf(access, 'front'), await ticketOf(access, 'back')]
  const entry = await access.byCode(access.printedCodes.owner)
  const { token } = await access.session(entry.kind === 'pass' ? entry.pass : expect.unreachable())
  const headers = { Origin: 'https://home.example', Cookie: `tunnelcam=${token}` }
  const viewer = await manyViewer(port, { query: front.query, headers })
  viewer.say(watch('front'))
  viewer.say(watch('back', { ticket: back.ticket }))
  await viewer.settled()
  await access.revoke(front.link.id)
  run.jpeg(TINY_MPJPEG)
  await viewer.settled()
  expect(viewer.of('front').slice(2)).toEqual(['ended revoked'])
  viewer.say(watch('front'))
  viewer.say({ type: 'credit', camera: 'back', count: 1 })
  await viewer.settled()
  expect([viewer.of('front').at(-1), viewer.of('front').length]).toEqual(['ended revoked', 4])
  expect([viewer.of('back'), viewer.closed]).toEqual([['state live', 'jpeg 3'], undefined])
})

test('who watches many cameras is one viewer of his link, and one of each camera', async () => {
  const { port, access } = await house({ perCamera: 10, perLink: 2 })
  const { code } = await shared(access, 'front', 'back')
  const [one, two, three] = await Promise.all([1, 2, 3].map(() => manyViewer(port, bearer(code))))
  if (!one || !two || !three) throw new Error('three came')
  for (const viewer of [one, two, three])
    for (const id of ['front', 'back']) {
      viewer.say(watch(id))
      await viewer.settled()
    }
  expect([one.words.length, two.words.length]).toEqual([4, 4])
  expect(three.texts[0]).toMatchObject({ type: 'ended', camera: 'front', code: 'too_many_viewers' })
  expect(access.watching.list(Date.now()).map(({ camera, output }) => `${camera} ${output}`)).toEqual([
    ...['front live', 'back live', 'front live', 'back live'],
  ])
  one.socket.close()
  await until('one has left', () => access.watching.list(Date.now()).length === 2)
  three.say(watch('front'))
  await three.settled()
  expect(three.of('front').at(-1)).toBe('jpeg 3')
})

test.each([
  ['binary', Buffer.from([1, 2, 3]), 1003, 'Messages to this socket are JSON text, not binary.'],
  ['text that is no JSON', 'watch', 1007, 'A message was no JSON.'],
  ['a message too long', JSON.stringify({ type: 'ping', at: 1, pad: 'é'.repeat(600) }), 1009, /1024 bytes at most/],
  ['an unknown type', '{"type":"dance"}', 1008, 'type: expected watch, unwatch, credit, quality or ping, got "dance".'],
  ['no object', '[]', 1008, 'type: expected watch, unwatch, credit, quality or ping, got undefined.'],
  ['no camera', '{"type":"watch"}', 1008, 'watch.camera: expected the id of a camera, got undefined.'],
  [
    'a camera that is no text',
    '{"type":"unwatch","camera":7}',
    1008,
    'unwatch.camera: expected the id of a camera, got 7.',
  ],
  ['another kind', '{"type":"watch","camera":"front","as":"av1"}', 1008, 'watch.as: expected jpeg or h264, got "av1".'],
  ['no rate', '{"type":"watch","camera":"front","fps":0}', 1008, 'watch.fps: expected more than 0, up to 120, got 0.'],
  [
    'a rate of H.264',
    '{"type":"watch","camera":"front","as":"h264","fps":5}',
    1008,
    'watch.fps: only jpeg can be thinned out.',
  ],
  ['a ticket that is no text', '{"type":"watch","camera":"front","ticket":{}}', 1008, 'watch.ticket: expected text.'],
  [
    'another quality',
    '{"type":"quality","camera":"front","quality":"best"}',
    1008,
    'quality.quality: expected full or saver, got "best".',
  ],
  [
    'another quality at first',
    '{"type":"watch","camera":"front","as":"h264","quality":"best"}',
    1008,
    'watch.quality: expected full or saver, got "best".',
  ],
  [
    'half a byte',
    '{"type":"watch","camera":"front","as":"h264","most":0.5}',
    1008,
    'watch.most: expected a number of bytes, got 0.5.',
  ],
  [
    'a line of words',
    '{"type":"credit","camera":"front","count":1,"received":"all"}',
    1008,
    'credit.received: expected a number of bytes, got "all".',
  ],
  ['too much credit', '{"type":"watch","camera":"front","credit":65}', 1008, 'watch.credit: expected 0 to 64, got 65.'],
  ['no credits', '{"type":"credit","camera":"front","count":0}', 1008, 'credit.count: expected 1 to 64, got 0.'],
  [
    'credits for none',
    '{"type":"credit","count":1}',
    1008,
    'credit.camera: expected the id of a camera, got undefined.',
  ],
  ['a ping of no time', '{"type":"ping"}', 1008, 'ping.at: expected a number, got undefined.'],
])('%s closes the connection with the reason, and nobody else notices', async (_, message, code, reason) => {
  const { port, camera, errors } = await listening()
  const [bad, good] = await Promise.all([manyViewer(port), manyViewer(port)])
  bad.say(watch('front'))
  good.say(watch('front'))
  await good.settled()
  bad.socket.send(message)
  await until('it is closed', () => bad.closed !== undefined)
  expect(bad.closed).toEqual({ code, reason: typeof reason === 'string' ? reason : expect.stringMatching(reason) })
  await good.settled()
  expect([good.closed, camera.demand.holders, errors]).toEqual([undefined, 1, []])
})

test('a flood of messages closes the connection, and so do too many cameras', async () => {
  const { port, camera } = await listening()
  const [flood, greedy] = [await manyViewer(port), await manyViewer(port)]
  for (let sent = 0; sent < 3000; sent++) flood.say(watch('front'))
  for (let sent = 0; sent < 100; sent++) greedy.say(watch(`camera-${sent}`))
  await until('both are closed', () => flood.closed !== undefined && greedy.closed !== undefined)
  expect([flood.closed, greedy.closed]).toEqual([
    { code: 1008, reason: 'At most 1000 messages a second.' },
    { code: 1008, reason: 'At most 64 cameras on one connection.' },
  ])
  await until('nobody is there', () => camera.demand.holders === 0)
})

test('who watches nothing is sent away after a while, and who stopped too', async () => {
  const closed: unknown[] = []
  const said: unknown[] = []
  const socket = {
    send: (text: string) => said.push(JSON.parse(text).code),
    close: (code: number, reason: string) => closed.push([code, reason]),
  } as never // all that is used of it
  const refusing = () => Promise.reject(new Problem(404, 'camera_not_found', 'No camera named "x".'))
  const { onOpen, onMessage } = manySocket(refusing, 50)
  onOpen?.(new Event('open'), socket)
  onMessage?.(new MessageEvent('message', { data: '{"type":"watch","camera":"x"}' }), socket)
  await until('it is closed', () => closed.length > 0)
  expect([said, closed]).toEqual([['camera_not_found'], [[1000, 'No camera was watched for 0.05 s.']]])
})

test.each([
  ['no upgrade', {}, 426, 'websocket_only'],
  ['a runtime without WebSockets', { Upgrade: 'websocket' }, 501, 'no_websocket'],
])('%s is answered in words', async (_, headers, status, code) => {
  const { serving } = await import('../../serving.ts')
  const response = await serving().app.request('/live', { headers })
  expect([response.status, await response.json()]).toEqual([status, { error: { code, message: expect.any(String) } }])
})
