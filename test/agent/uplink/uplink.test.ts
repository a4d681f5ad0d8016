import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { Access } from '../../../src/access/access.ts'
import { startAgent } from '../../../src/agent/agent.ts'
import { machineClock } from '../../../src/agent/clock.ts'
import { findFfmpeg } from '../../../src/agent/ffmpeg/find.ts'
import { startUplink } from '../../../src/agent/uplink/uplink.ts'
import { cameraFromSource } from '../../../src/config/camera.ts'
import type { Camera } from '../../../src/hub/camera.ts'
import { Hub } from '../../../src/hub/hub.ts'
import { Relay, unkeptCameras } from '../../../src/hub/relay/relay.ts'
import { readPacket } from '../../../src/media/flv/packets.ts'
import { FlvTagReader } from '../../../src/media/flv/tagReader.ts'
import { opened } from '../../../src/media/wire.ts'
import { type Listening, listen } from '../../../src/runtimes/node.ts'
import { TINY_FLV, TINY_MPJPEG } from '../../app/serving.ts'
import { givenGate } from '../../support/gate.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { secret } from '../../support/secrets/kept.ts'
import { type StallingProxy, stallingProxy } from '../../support/stallingProxy.ts'
import { until } from '../../support/until.ts'
import { camera as cameraConfig, silentLog } from '../given.ts'

const staticFolder = new URL('../../../static/', import.meta.url)
const packets = [...new FlvTagReader().push(TINY_FLV)].flatMap(tag => readPacket(tag) ?? [])

let hub: Hub
let server: Listening
let proxy: StallingProxy
let access: Access

beforeEach(async () => {
  const lines: string[] = []
  const note = (_: object, message: string) => void lines.push(message)
  const log = { debug: note, info: note, warn: note, error: note }
  hub = new Hub()
  access = await Access.open(memoryStore(), { log, limits: { perCamera: 100, perLink: 100 }, relay: true })
  for (const code of Object.values(access.printedCodes)) secret(code)
  const relay = await Relay.open(hub, unkeptCameras(), log)
  const gate = { ...(await givenGate({ open: false })), access }
  server = await listen({ hub, host: '127.0.0.1', port: 0, gate, log, relay, staticFolder })
  proxy = await stallingProxy(server.port)
})

afterEach(async () => {
  await Promise.all([proxy.close(), server.close()])
  await access.close()
})

/** An agent whose camera `front` shows what is put into it, in real time where `pace` is called. */
function agent(options: { token?: string; id?: string } = {}) {
  const home = new Hub()
  const log: string[] = []
  const note = (_: object, message: string) => void log.push(message)
  const camera = home.add(cameraFromSource('test:', { id: options.id ?? 'front', name: 'Front door' }))
  const token = options.token ?? access.printedCodes.relay
  const url = `http://127.0.0.1:${proxy.port}`
  const uplink = startUplink({ hub: home, url, token, log: { debug: note, info: note, warn: note, error: note } })
  onTestFinished(() => uplink.stop())
  return { home, camera, log, uplink, state: () => home.uplink?.states.get(camera.id) }
}

/** Ten pictures a second, a keyframe each half second, until the test is over; each of so many bytes at least. */
function pace(camera: Camera, bytes = 0) {
  const run = camera.begin({ passthrough: false, frameRate: 10 })
  for (const packet of packets) if (packet.kind === 'videoConfig') run.packet(packet, Date.now())
  const frames = packets.flatMap(packet => (packet.kind === 'video' ? [packet] : []))
  camera.setState({ kind: 'live' })
  const padding = new Uint8Array(bytes)
  let dts = 0
  let paused = false
  const timer = setInterval(() => {
    if (paused) return
    const keyframe = dts % 500 === 0
    const like = frames.find(frame => frame.keyframe === keyframe)
    if (like) run.packet({ ...like, data: [...like.data, padding], size: like.size + bytes, dts, cts: 0 }, Date.now())
    dts += 100
  }, 100)
  onTestFinished(() => clearInterval(timer))
  const pause = (wish: boolean) => {
    paused = wish
    return dts - 100 // of the last picture
  }
  return { pause }
}

function relayed(id = 'front'): Camera {
  const camera = hub.cameras.get(id)
  if (!camera) throw new Error(`the relay has no camera ${id}`)
  return camera
}

/** Like `agent`, with a real camera that has a small picture; its clock runs thrice as fast. */
async function agentWithFfmpeg() {
  const home = new Hub()
  const ffmpeg = await findFfmpeg({ env: process.env })
  const sub = { size: { width: 160, height: 90 }, rate: 8, bitrate: 100 }
  const size = { width: 640, height: 360 }
  const camera = cameraConfig({ id: 'front', name: 'Front door', size, rate: 15, bitrate: 1200, sub })
  const listen = { host: '127.0.0.1', port: 0 }
  const capturing = startAgent({
    hub: home,
    config: { listen, open: false, cameras: [camera] },
    ffmpeg,
    log: silentLog,
  })
  const clock = { ...machineClock, now: () => 3 * machineClock.now() }
  const options = { url: `http://127.0.0.1:${proxy.port}`, token: access.printedCodes.relay, log: silentLog, clock }
  const uplink = startUplink({ hub: home, ...options })
  onTestFinished(async () => {
    await uplink.stop()
    await capturing.stop()
  })
  await until('the relay has the camera', () => isReady(home.uplink?.states.get('front')))
  return home
}

type Viewer = ReturnType<typeof viewer>

/** One who watches at the relay by the live WebSocket, until the test is over: bytes and ages (ms) of what has come. */
function viewer(quality = 'full') {
  const headers = { Authorization: `Bearer ${access.printedCodes.owner}` }
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/cameras/front/live?video=h264&quality=${quality}`, {
    headers,
  })
  onTestFinished(() => socket.terminate())
  let bytes = 0
  let last = 0
  let width = 0
  const ages: number[] = []
  const credit = (count: number) => socket.send(JSON.stringify({ type: 'credit', count }))
  socket.on('open', () => credit(64))
  socket.on('message', (data: Buffer, binary) => {
    if (!binary) return
    bytes += data.length
    const { type, capturedAt, dts, width: pixels } = Object(opened(data)?.header)
    if (type === 'config') width = pixels
    if (type !== 'video') return
    last = dts
    ages.push(Date.now() - capturedAt)
    credit(1)
  })
  return { ages, bytes: () => bytes, last: () => last, width: () => width, leave: () => socket.close() }
}

const isReady = (state: { readonly kind: string } | undefined) => state?.kind === 'ready'

test('publishes what is watched, and nothing before and after', async () => {
  const { camera, state } = agent()
  await until('the relay has the camera', () => isReady(state()))
  await until('it knows its name', () => relayed().name === 'Front door')
  expect(camera.demand.wanted().size).toBe(0)
  pace(camera)
  const leave = relayed().demand.hold('video')
  await until('parts come', () => relayed().window.segments.flatMap(({ parts }) => parts).length > 3)
  expect(relayed().state.kind).toBe('live')
  leave()
  await until('it is idle', () => relayed().state.kind === 'idle', 15_000)
  await until('nothing is asked of the camera', () => camera.demand.holders === 0)
})

test('sends as much for a hundred viewers as for one, and next to nothing for none', { timeout: 60_000 }, async () => {
  const { camera, state } = agent()
  await until('the relay has the camera', () => isReady(state()))
  const { pause } = pace(camera, 20_000)
  const viewers: Viewer[] = []
  /** What home has sent and the first viewer has got, when nothing is on its way. */
  const sums = async () => {
    const last = pause(true)
    await until('all has come', () => viewers[0]?.last() === last)
    pause(false)
    return { sent: proxy.sent, got: viewers[0]?.bytes() ?? 0 }
  }
  for (const count of [1, 10, 100]) {
    while (viewers.length < count) viewers.push(viewer())
    await until('all watch', () => viewers.every(({ bytes }) => bytes() > 0), 20_000)
    const before = await sums()
    await until('some pictures have come', () => (viewers[0]?.bytes() ?? 0) - before.got > 400_000, 20_000)
    const after = await sums()
    expect((after.sent - before.sent) / (after.got - before.got)).toBeCloseTo(1, 1) // within 5 %
  }
  for (const { leave } of viewers) leave()
  await until('nobody watches', () => relayed().state.kind === 'idle', 15_000)
  await until('nothing is asked of the camera', () => camera.demand.holders === 0)
  const before = proxy.sent
  const stamp = camera.live.nextId
  await until('the camera goes on', () => camera.live.nextId > stamp + 10)
  expect(proxy.sent - before).toBeLessThan(200)
})

test('adds some milliseconds to a picture’s age', async () => {
  const { camera, state } = agent()
  await until('the relay has the camera', () => isReady(state()))
  pace(camera, 20_000)
  const { ages, leave } = viewer()
  await until('pictures come', () => ages.length > 20)
  leave()
  const sorted = [...ages.slice(-15)].sort((a, b) => a - b)
  expect(sorted[7]).toBeLessThan(150) // 1 to 3 where nothing else runs
})

test('sends the small picture over a line that is too thin for the full one, and says so', {
  timeout: 90_000,
}, async () => {
  await agentWithFfmpeg()
  const { ages, bytes, width } = viewer()
  await until('the full picture comes', () => width() === 640 && ages.length > 30, 20_000)
  const [count, from] = [bytes(), performance.now()]
  await until('some seconds have passed', () => performance.now() - from > 2_000)
  const needed = ((bytes() - count) * 1000) / (performance.now() - from)
  proxy.slow(needed / 3)
  await until('the small picture comes', () => width() === 160, 30_000)
  await until('it is as new as it was', () => Math.max(...ages.slice(-8)) < 1_000, 30_000)
  expect(Math.max(...ages)).toBeLessThan(15_000)
  await until('viewers are told', () => relayed().warnings.includes('The camera’s uplink is slow: small picture.'))
  proxy.slow(Number.POSITIVE_INFINITY)
  await until('the full picture is back', () => width() === 640, 30_000)
  await until('nobody is told any more', () => relayed().warnings.length === 0)
  const saver = viewer('saver')
  await until('who asks for the small picture gets it beside the full one', () => saver.width() === 160, 20_000)
  expect([width(), relayed().smallElsewhere?.facts]).toEqual([
    640,
    { width: 160, height: 90, frameRate: expect.any(Number) },
  ])
})

test('sends the newest JPEG, with its time', async () => {
  const { camera, state } = agent()
  await until('the relay has the camera', () => isReady(state()))
  relayed().demand.hold('jpeg')
  await until('it is wanted', () => camera.demand.wanted().has('jpeg'))
  camera.setState({ kind: 'starting' })
  camera.begin({ passthrough: false }).jpeg(TINY_MPJPEG)
  camera.setState({ kind: 'live' })
  await until('the last of three has come', () => relayed().pictures.latest?.sequence === 3)
  expect(relayed().pictures.latest?.jpeg).toEqual(camera.pictures.latest?.jpeg)
  expect(
    Math.abs((relayed().pictures.latest?.capturedAt ?? 0) - (camera.pictures.latest?.capturedAt ?? 0)),
  ).toBeLessThan(50)
})

test('goes on without a gap after a break of the line', { timeout: 40_000 }, async () => {
  const { camera, state } = agent()
  await until('the relay has the camera', () => isReady(state()))
  pace(camera)
  relayed().demand.hold('video')
  await until('parts come', () => relayed().window.segments.length > 2)
  for (const cut of ['drop', 'stall'] as const) {
    const before = relayed().window.edge
    proxy[cut]()
    await until('the agent has noticed', () => !isReady(state()), 12_000)
    proxy.recover()
    await until('the relay has more than before', () => relayed().window.edge > before + 3)
  }
  const { segments } = relayed().window
  expect(segments.filter(({ discontinuity }) => discontinuity)).toEqual([])
  const frames = segments.filter(({ done }) => done).flatMap(({ parts }) => parts)
  const pictures = frames.reduce((sum, part) => sum + part.frames, 0)
  const seconds = frames.reduce((sum, part) => sum + part.seconds, 0)
  expect(pictures / seconds).toBeCloseTo(10, 0)
})

test('begins anew where the relay has forgotten all', async () => {
  const { camera, state } = agent()
  await until('the relay has the camera', () => isReady(state()))
  pace(camera)
  relayed().demand.hold('video')
  await until('parts come', () => relayed().window.segments.length > 1)
  const { port } = server
  await server.close()
  hub = new Hub()
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const relay = await Relay.open(hub, unkeptCameras(), log)
  const gate = { ...(await givenGate({ open: false })), access }
  server = await listen({ hub, host: '127.0.0.1', port, gate, log, relay, staticFolder })
  await until('the agent is back', () => hub.cameras.has('front'), 5_000)
  relayed().demand.hold('video')
  await until('a whole segment is there', () => relayed().window.hasWholeSegment, 5_000)
})

test('two agents with one camera do not fight: the one that came last is shown', async () => {
  const older = agent()
  await until('the relay has the camera', () => isReady(older.state()))
  const newer = agent()
  await until('the newer one has it', () => isReady(newer.state()))
  await until('the older one knows', () => older.state()?.kind === 'lost')
  expect(older.log).toContain(
    'relay lost: Another agent publishes camera "front" now. This one waits until that is gone.',
  )
  expect(isReady(newer.state())).toBe(true)
})

test('says in words why it is not let in, and tries seldom', async () => {
  const { state, log } = agent({ token: 'not-the-token' })
  await until('it was refused', () => state()?.kind === 'lost')
  expect(log).toEqual(['relay lost: This is not a code that opens anything here.'])
  expect(hub.cameras.size).toBe(0)
})

test('the link of a camera lets publish that camera alone, until it is revoked', async () => {
  const { link, code } = await access.share({ name: 'Van', cameras: ['van'] }, 'publisher')
  secret(code)
  const wrong = agent({ token: code })
  const right = agent({ token: code, id: 'van' })
  await until('one is in', () => isReady(right.state()))
  await until('the other is not', () => wrong.state()?.kind === 'lost')
  await access.revoke(link.id)
  await until('it is told', () => right.state()?.kind === 'lost', 5_000)
  expect(right.log.at(-1)).toBe('relay lost: The link that allowed this has ended.')
})

test('a camera that leaves the configuration leaves the relay; one that changes goes on there', async () => {
  const { home, state } = agent()
  await until('the relay has the camera', () => isReady(state()))
  home.remove('front')
  home.add(cameraFromSource('test:', { id: 'front', name: 'Other name' }))
  await until('it goes on', () => hub.cameras.get('front')?.name === 'Other name')
  home.remove('front')
  await until('it is forgotten', () => hub.cameras.size === 0)
})
