import { expect, test } from 'vitest'
import { live, serving, TINY_MPJPEG } from '../serving.ts'

const STILL = '/cameras/front/still.jpg'

test('a still says its number and its age', async () => {
  const response = await live().app.request(STILL)
  const headers = Object.fromEntries(response.headers)
  expect(headers).toMatchObject({
    'cache-control': 'private, no-store',
    'content-type': 'image/jpeg',
    'content-length': '651',
    'x-tunnelcam-sequence': '3',
  })
  expect(Number(headers['x-tunnelcam-age'])).toBeLessThan(5000)
  expect(Date.now() - Number(headers['x-tunnelcam-captured-at'])).toBeLessThan(5000)
  expect(new Uint8Array(await response.arrayBuffer()).subarray(0, 2)).toEqual(Uint8Array.of(0xff, 0xd8))
})

test('?after= waits for a newer one', async () => {
  const { app, run } = live()
  const next = app.request(`${STILL}?after=3&wait=5`)
  run.jpeg(TINY_MPJPEG)
  const { headers } = await next
  expect([headers.get('X-Tunnelcam-Sequence'), headers.get('X-Tunnelcam-Skipped')]).toEqual(['6', '2'])
})

test.each([
  ['just before ours', 2, '0'],
  ['older than ours', 1, '1'],
  ['from before a restart', 900, null],
])('?after= a number %s is answered at once, with how many were skipped', async (_, after, skipped) => {
  const { headers } = await live().app.request(`${STILL}?after=${after}`)
  expect([headers.get('X-Tunnelcam-Sequence'), headers.get('X-Tunnelcam-Skipped')]).toEqual(['3', skipped])
})

test('nothing newer in time is 204, not the old picture', async () => {
  const response = await live().app.request(`${STILL}?after=3&wait=0.05`)
  expect([response.status, await response.text()]).toEqual([204, ''])
})

test('nothing at all in time is 503', async () => {
  const response = await serving().app.request(`${STILL}?wait=0.05`)
  expect([response.status, await response.json()]).toEqual([
    503,
    { error: { code: 'camera_not_ready', message: 'Camera "front" has not given a picture yet.' } },
  ])
})

test('a camera that is lost is 503 with the reason, though a picture is held', async () => {
  const { app, camera, run } = live()
  run.end()
  camera.setState({ kind: 'lost', reason: 'It was unplugged.' })
  const response = await app.request(STILL)
  expect([response.status, await response.json()]).toEqual([
    503,
    { error: { code: 'camera_lost', message: 'Camera "front" is lost: It was unplugged.' } },
  ])
})

test('a picture from before a pause is not served as new', async () => {
  const { app, camera, run } = live()
  run.end()
  camera.setState({ kind: 'idle' })
  const asked = app.request(`${STILL}?wait=2`)
  await new Promise(resolve => setTimeout(resolve, 5)) // the next run begins at a later millisecond
  const next = camera.begin({ passthrough: false })
  camera.setState({ kind: 'starting' })
  next.jpeg(TINY_MPJPEG)
  expect((await asked).headers.get('X-Tunnelcam-Sequence')).toBe('6')
})

test('HEAD gives the headers alone', async () => {
  const response = await live().app.request(STILL, { method: 'HEAD' })
  expect([response.headers.get('Content-Length'), await response.text()]).toEqual(['651', ''])
})

test('asking wakes a camera that sleeps', async () => {
  const { app, camera } = serving()
  await app.request(`${STILL}?wait=0.01`)
  expect([...camera.demand.wanted()]).toEqual(['jpeg'])
})
