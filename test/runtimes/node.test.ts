import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { cameraFromSource } from '../../src/config/camera.ts'
import { Hub } from '../../src/hub/hub.ts'
import { type Listening, listen } from '../../src/runtimes/node.ts'
import { hugePicture, TINY_MPJPEG } from '../app/serving.ts'
import { givenGate } from '../support/gate.ts'
import { until } from '../support/until.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const staticFolder = new URL('../../static/', import.meta.url)
const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

async function serve(options: { port?: number; stalledMs?: number } = {}) {
  const hub = new Hub()
  const camera = hub.add(cameraFromSource('test:', { id: 'front' }))
  const server = await listen({
    hub,
    host: '127.0.0.1',
    port: 0,
    gate: await givenGate(),
    log,
    staticFolder,
    ...options,
  })
  endings.push(() => server.close())
  const run = camera.begin({ passthrough: false })
  camera.setState({ kind: 'live' })
  run.jpeg(TINY_MPJPEG)
  return { server, camera, run }
}

function viewer({ port }: Listening, reads: boolean) {
  const socket = connect(port, '127.0.0.1')
  endings.push(() => socket.destroy())
  const seen = { bytes: 0, closed: false }
  socket.on('error', () => undefined)
  socket.on('close', () => {
    seen.closed = true
  })
  socket.write('GET /cameras/front/stream.mjpg HTTP/1.1\r\nHost: localhost\r\n\r\n')
  if (reads) socket.on('data', chunk => (seen.bytes += chunk.length))
  else socket.pause()
  return seen
}

test('a viewer who never reads is let go; one who reads notices nothing', { timeout: 30_000 }, async () => {
  const { server, camera, run } = await serve({ stalledMs: 300 })
  const good = viewer(server, true)
  viewer(server, false)
  await until('both watch', () => camera.demand.holders === 2)
  const picture = hugePicture()
  await until(
    'the one who stalls is gone',
    () => {
      run.jpeg(picture)
      return camera.demand.holders === 1
    },
    20_000,
  )
  expect(camera.counts.dropped).toBeGreaterThan(0)
  const before = good.bytes
  run.jpeg(picture)
  await until('the other sees on', () => good.bytes > before)
})

test('a viewer of a camera that is quiet is not let go', async () => {
  const { server, camera } = await serve({ stalledMs: 50 })
  const patient = viewer(server, true)
  await until('the first picture came', () => patient.bytes > 647)
  await new Promise(resolve => setTimeout(resolve, 300)) // six times what a stalled viewer is given
  expect([camera.demand.holders, patient.closed]).toEqual([1, false])
})

test('a viewer who leaves is let go', async () => {
  const { server, camera } = await serve()
  const leaving = new AbortController()
  await fetch(`${server.url}/cameras/front/stream.mjpg`, { signal: leaving.signal })
  expect(camera.demand.holders).toBe(1)
  leaving.abort()
  await until('the stream is over', () => camera.demand.holders === 0)
})

test('closing ends streams, and the port is free again', async () => {
  const { server } = await serve()
  const watching = viewer(server, true)
  await until('it watches', () => watching.bytes > 0)
  await server.close()
  await until('the stream has ended', () => watching.closed)
  await serve({ port: server.port })
})

test('a port that is taken is refused with the system’s word for it', async () => {
  const { server } = await serve()
  await expect(serve({ port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
