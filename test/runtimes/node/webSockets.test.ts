import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { listening, liveViewer } from '../../app/live/serving.ts'
import { hugePicture } from '../../app/serving.ts'
import { until } from '../../support/until.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

function bufferBytes(): number {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

/** Polls, since the memory of a buffer that is gone is given back a moment later. */
function untilGrownByLess(megabytes: number, before: number): Promise<void> {
  return until(`memory has grown by less than ${megabytes} MB`, () => bufferBytes() - before < megabytes << 20)
}

test('one who gives credits but does not read costs a few pictures, and sees the newest when he reads again', async () => {
  const { port, camera, run } = await listening()
  const [reader, stalled] = await Promise.all([liveViewer(port), liveViewer(port)])
  const picture = hugePicture()
  const before = bufferBytes()
  stalled.socket.pause()
  for (let round = 0; round < 200; round++) {
    stalled.say({ type: 'credit', count: 8 })
    stalled.say({ type: 'ping', at: round })
    reader.say({ type: 'credit', count: 1 })
    run.jpeg(picture)
    await until('the other has it', () => reader.sequences().at(-1) === camera.pictures.latest?.sequence)
    reader.pictures.splice(0, reader.pictures.length - 1)
  }
  await untilGrownByLess(24, before)
  expect(camera.demand.holders).toBe(2)
  stalled.socket.resume()
  await until('all pings are answered', () => stalled.pongs.length === 200)
  run.jpeg(picture)
  await until('he has the newest', () => stalled.sequences().at(-1) === camera.pictures.latest?.sequence)
  expect(stalled.pictures.length).toBeLessThan(100) // what he missed was not kept for him
})

test('one who gives no credits costs nothing', async () => {
  const { port, camera, run } = await listening()
  const viewers = await Promise.all(Array.from({ length: 20 }, () => liveViewer(port)))
  const picture = hugePicture()
  const before = bufferBytes()
  for (let round = 0; round < 50; round++) run.jpeg(picture)
  await untilGrownByLess(10, before)
  expect([camera.demand.holders, viewers.every(viewer => viewer.pictures.length === 0)]).toEqual([20, true])
})

test('pictures are not compressed a second time', async () => {
  const { port } = await listening()
  expect((await liveViewer(port)).socket.extensions).toBe('')
})

test('a peer that answers no ping is given up, one that does is not', async () => {
  const { port, camera } = await listening({ heartbeatMs: 100 })
  const [dead, quiet] = await Promise.all([liveViewer(port, '', { autoPong: false }), liveViewer(port)])
  const pings = { count: 0 }
  quiet.socket.on('ping', () => pings.count++)
  await until('the dead one is gone', () => dead.closed !== undefined)
  await until('the other was asked often', () => pings.count > 3)
  expect([dead.closed?.code, quiet.closed, camera.demand.holders]).toEqual([1006, undefined, 1])
})

test('a viewer whose connection breaks is let go, without a word in the log', async () => {
  const { port, camera, errors } = await listening()
  const viewer = await liveViewer(port)
  viewer.socket.terminate()
  await until('he is let go', () => camera.demand.holders === 0)
  expect(errors).toEqual([])
})

test('closing the server says goodbye to all, also to one who does not listen, in its grace time', async () => {
  const { port, server, camera } = await listening()
  const [polite, deaf] = await Promise.all([liveViewer(port), liveViewer(port)])
  deaf.socket.pause()
  const start = performance.now()
  await server.close()
  expect(performance.now() - start).toBeLessThan(2_000)
  await until('all are gone', () => polite.closed !== undefined && camera.demand.holders === 0)
  expect(polite.closed).toEqual({ code: 1001, reason: 'The server ends.' })
})
