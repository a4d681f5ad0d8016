import { expect, test, vi } from 'vitest'
import type { CutPart } from '../../../src/media/hls/cut.ts'
import { givenAccess } from '../../support/gate.ts'
import { until } from '../../support/until.ts'
import { live, serving, TINY_FLV } from '../serving.ts'

const MP4 = '/cameras/front/live.mp4'

const part = (bytes: Uint8Array<ArrayBuffer>, independent = true): CutPart => ({
  ...{ kind: 'part', bytes, seconds: 0.5, frames: 5, independent, capturedAt: 1 },
})

async function streamOf(response: Response) {
  const reader = response.body?.getReader()
  if (!reader) throw new Error('The response has no body.')
  return reader
}

test('the init and the newest keyframe come at once, then each part as it is cut; no length for the whole', async () => {
  const { app, camera } = live()
  const { window } = camera
  const response = await app.request(MP4)
  expect(Object.fromEntries(response.headers)).toEqual({
    'cache-control': 'private, no-store',
    'content-type': 'video/mp4',
    'x-content-type-options': 'nosniff',
  })
  const stream = await streamOf(response)
  expect((await stream.read()).value).toBe(window.init?.bytes)
  const parts = () => window.segments.flatMap(segment => segment.parts)
  const keyframe = parts().findLastIndex(part => part.independent)
  for (const part of parts().slice(keyframe)) expect((await stream.read()).value).toBe(part.bytes)
  const later = stream.read()
  const next = new Uint8Array(8)
  window.add(part(next, false))
  expect((await later).value).toBe(next)
  expect([...camera.demand.wanted()]).toContain('video')
  await stream.cancel()
  expect(camera.demand.holders).toBe(0)
})

test('its bytes are counted while it runs', async () => {
  const { app, hub, camera } = live()
  const response = await app.request(MP4)
  hub.remove('front')
  const bytes = (await response.arrayBuffer()).byteLength
  expect([camera.counts.bytes.mp4, bytes > 0]).toEqual([bytes, true])
})

test('nothing waits for a viewer who does not read: then he gets the newest keyframe', async () => {
  const { app, camera } = live()
  const { window } = camera
  const stream = await streamOf(await app.request(MP4))
  for (let second = 0; second < 200; second++) {
    for (const independent of [true, false]) window.add(part(new Uint8Array(8), independent))
    window.add({ kind: 'segmentEnd' })
  }
  const [keyframe, last] = window.segments.at(-1)?.parts ?? []
  const got = [await stream.read(), await stream.read(), await stream.read()].map(({ value }) => value)
  expect(got.map(bytes => [window.init, keyframe, last].findIndex(held => held?.bytes === bytes))).toEqual([0, 1, 2])
  await stream.cancel()
  expect(camera.demand.holders).toBe(0)
})

test('HEAD starts nothing', async () => {
  const { app, camera } = serving()
  const response = await app.request(MP4, { method: 'HEAD' })
  expect([response.status, response.headers.get('Content-Type'), await response.text()]).toEqual([200, 'video/mp4', ''])
  expect(camera.demand.wanted().size).toBe(0)
})

test('an encoder that is started again as it was goes on in the same stream, and its times too', async () => {
  const { app, camera, hub, run } = live()
  const response = await app.request(MP4)
  run.end()
  const again = camera.begin({ passthrough: false })
  again.video(TINY_FLV)
  const [ended] = [camera.window.segments.findLastIndex(segment => segment.discontinuity)]
  expect(ended).toBeGreaterThan(0)
  const parts = camera.window.segments.slice(ended).flatMap(segment => segment.parts)
  const reader = await streamOf(response)
  const got: unknown[] = []
  while (got.at(-1) !== parts.at(-1)?.bytes) got.push((await reader.read()).value)
  expect(got.slice(-parts.length)).toEqual(parts.map(({ bytes }) => bytes))
  hub.remove('front')
})

test('another init ends it, so that the viewer asks again', async () => {
  const { app, camera } = live()
  const response = await app.request(MP4)
  const { window } = camera
  const had = window.segments.flatMap(segment => segment.parts)
  window.end()
  window.begin({ bytes: Uint8Array.of(1), tracks: [] }, { targetDuration: 2, partTarget: 0.5 })
  window.add(part(Uint8Array.of(7)))
  const bytes = new Uint8Array(await response.arrayBuffer())
  const last = had.at(-1)?.bytes ?? new Uint8Array()
  expect(bytes.subarray(bytes.length - last.length)).toEqual(last)
  expect(camera.demand.holders).toBe(0)
})

test('a camera that gives no video is 503 with the reason before anything is sent', async () => {
  const { app, camera, hub } = serving()
  camera.setState({ kind: 'lost', reason: 'The camera was unplugged.' })
  const asked = app.request(MP4)
  await until('it waits', () => camera.demand.holders === 1)
  hub.remove('front')
  const response = await asked
  expect([response.status, response.headers.get('Retry-After'), await response.json()]).toEqual([
    503,
    '2',
    { error: { code: 'camera_lost', message: 'Camera "front" is lost: The camera was unplugged.' } },
  ])
  expect(camera.demand.holders).toBe(0)
})

test('a camera that is away for half a minute ends it', async () => {
  const { app, camera } = live()
  const response = await app.request(MP4)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const whole = response.arrayBuffer()
    while (vi.getTimerCount() === 0) await new Promise(resolve => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(29_000)
    expect(camera.demand.holders).toBe(1)
    await vi.advanceTimersByTimeAsync(2_000)
    expect((await whole).byteLength).toBeGreaterThan(0)
  } finally {
    vi.useRealTimers()
  }
  expect(camera.demand.holders).toBe(0)
})

test('a revoked address ends it, whether its viewer reads or not', async () => {
  const access = await givenAccess()
  try {
    const { app, camera } = live({ access, open: false })
    const { link, ticket } = await access.embed({ name: 'VLC', cameras: ['front'] }, 'mp4')
    const response = await app.request(`${MP4}?t=${ticket}`)
    expect(access.watching.list(Date.now())).toMatchObject([{ name: 'VLC', camera: 'front', output: 'mp4' }])
    await access.revoke(link.id)
    await until('it is over', () => camera.demand.holders === 0, 1000)
    expect(access.watching.list(Date.now())).toEqual([])
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0)
    expect((await app.request(`${MP4}?t=${ticket}`)).status).toBe(401)
  } finally {
    access.close()
  }
})
