import { expect, onTestFinished, test, vi } from 'vitest'
import { LONGEST_TIMER_MS } from '../../../src/app/longestTimer.ts'
import { live, serving, TINY_MPJPEG } from '../serving.ts'

const text = (bytes: Uint8Array | undefined) => new TextDecoder('latin1').decode(bytes)

async function streamOf(response: Response) {
  const reader = response.body?.getReader()
  if (!reader) throw new Error('The response has no body.')
  return { next: async () => text((await reader.read()).value), cancel: () => reader.cancel() }
}

test('the first picture comes at once, each with its length and time, and no length for the whole', async () => {
  const { app, run, camera } = live()
  const response = await app.request('/cameras/front/stream.mjpg')
  expect(Object.fromEntries(response.headers)).toEqual({
    'cache-control': 'private, no-store',
    'content-type': 'multipart/x-mixed-replace; boundary=tunnelcam',
    'x-content-type-options': 'nosniff',
  })
  const stream = await streamOf(response)
  expect(await stream.next()).toBe('--tunnelcam\r\nContent-Type: image/jpeg\r\n')
  expect(await stream.next()).toMatch(
    /^Content-Length: 651\r\nX-Timestamp: \d+\.\d{6}\r\nX-Tunnelcam-Sequence: 3\r\nX-Tunnelcam-Captured-At: \d+\r\n\r\n\xff\xd8[\s\S]*\xff\xd9\r\n--tunnelcam\r\nContent-Type: image\/jpeg\r\n$/,
  )
  const later = stream.next()
  run.jpeg(TINY_MPJPEG)
  expect(await later).toContain('X-Tunnelcam-Sequence: 4')
  await stream.cancel()
  expect(camera.demand.holders).toBe(0)
})

test.each([
  ['an <img> of Chromium', 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'],
  [
    'an <img> of Safari',
    'image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
  ],
  ['a tab', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'],
])('%s gets the next headers right behind a picture, and paints it then', async (_, Accept) => {
  const { app } = live()
  const stream = await streamOf(await app.request('/cameras/front/stream.mjpg', { headers: { Accept } }))
  expect(await stream.next()).toBe('--tunnelcam\r\nContent-Type: image/jpeg\r\n\r\n')
  expect(await stream.next()).toMatch(/^\xff\xd8[\s\S]*\xff\xd9\r\n--tunnelcam\r\nContent-Type: image\/jpeg\r\n\r\n$/)
  await stream.cancel()
})

test('a viewer who was slow gets the newest picture, not the ones he missed', async () => {
  const { app, run } = live()
  const stream = await streamOf(await app.request('/cameras/front/stream.mjpg'))
  await stream.next()
  const sixtyPictures = () => {
    for (let burst = 0; burst < 20; burst++) run.jpeg(TINY_MPJPEG)
  }
  sixtyPictures()
  const seen = [await stream.next(), await stream.next()]
  sixtyPictures()
  seen.push(await stream.next())
  expect(seen.map(part => /Sequence: (\d+)/.exec(part)?.[1])).toEqual(['3', '63', '123'])
  await stream.cancel()
})

test('with ?fps= the newest picture still comes, if later', async () => {
  const { app, run } = live()
  const stream = await streamOf(await app.request('/cameras/front/stream.mjpg?fps=5'))
  await stream.next()
  await stream.next()
  const start = performance.now()
  const later = stream.next()
  run.jpeg(TINY_MPJPEG)
  expect(await later).toContain('X-Tunnelcam-Sequence: 6')
  expect(performance.now() - start).toBeGreaterThan(100)
  await stream.cancel()
})

test('who wants a picture in thirty years keeps no timer busy until then', async () => {
  const { app, run } = live()
  const stream = await streamOf(await app.request('/cameras/front/stream.mjpg?fps=0.000000001'))
  await stream.next()
  await stream.next()
  const timers = vi.spyOn(globalThis, 'setTimeout')
  onTestFinished(() => timers.mockRestore())
  void stream.next()
  run.jpeg(TINY_MPJPEG)
  await new Promise(resolve => setImmediate(resolve))
  expect(timers.mock.calls.map(([, ms]) => ms)).toEqual([LONGEST_TIMER_MS])
  await stream.cancel()
})

test('a clock that is set back holds nothing up', async () => {
  const { app, run } = live()
  const stream = await streamOf(await app.request('/cameras/front/stream.mjpg'))
  await stream.next()
  await stream.next()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 })
  const later = stream.next()
  run.jpeg(TINY_MPJPEG)
  expect(await later).toContain('X-Tunnelcam-Sequence: 4')
  vi.useRealTimers()
  await stream.cancel()
})

test('a viewer who never reads costs nothing', async () => {
  const { app, run, camera } = live()
  const responses = await Promise.all(Array.from({ length: 50 }, () => app.request('/cameras/front/stream.mjpg')))
  const before = process.memoryUsage().arrayBuffers
  for (let burst = 0; burst < 2000; burst++) run.jpeg(TINY_MPJPEG)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 << 20)
  await Promise.all(responses.map(response => response.body?.cancel()))
  expect(camera.demand.holders).toBe(0)
})

test('HEAD starts nothing', async () => {
  const { app, camera } = serving()
  const response = await app.request('/cameras/front/stream.mjpg', { method: 'HEAD' })
  expect([response.status, await response.text(), camera.demand.wanted().size]).toEqual([200, '', 0])
})

test('the stream ends when its camera is removed', async () => {
  const { app, hub } = live()
  const response = await app.request('/cameras/front/stream.mjpg')
  hub.remove('front')
  expect(text(new Uint8Array(await response.arrayBuffer()))).toMatch(/^--tunnelcam\r\n/)
})

test.each([
  ['/video_feed', 'multipart/x-mixed-replace; boundary=tunnelcam'],
  ['/?action=stream', 'multipart/x-mixed-replace; boundary=tunnelcam'],
  ['/?action=stream&camera=front', 'multipart/x-mixed-replace; boundary=tunnelcam'],
  ['/?action=snapshot', 'image/jpeg'],
  ['/', 'text/html; charset=utf-8'],
])('%s is served as those pages expect', async (path, type) => {
  const response = await live().app.request(path)
  expect([response.status, response.headers.get('Content-Type')]).toEqual([200, type])
  await response.body?.cancel()
})
