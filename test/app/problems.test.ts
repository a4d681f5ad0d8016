import { expect, test } from 'vitest'
import { live, serving } from './serving.ts'

test.each([
  ['an unknown path', '/nothing', 404, 'not_found', 'There is nothing at /nothing.'],
  ['an unknown camera', '/cameras/back/still.jpg', 404, 'camera_not_found', 'No camera named "back".'],
  ['an unknown camera’s page', '/cameras/back', 404, 'camera_not_found', 'No camera named "back".'],
  ['an odd camera id', '/cameras/..%2f%00%F0%9F/still.jpg', 404, 'camera_not_found', undefined],
  [
    'an endless camera id',
    `/api/cameras/${'x'.repeat(5000)}`,
    404,
    'camera_not_found',
    `No camera named "${'x'.repeat(80)}".`,
  ],
  ['a static file that is not there', '/static/../package.json', 404, 'not_found', undefined],
  [
    'an fps that is not a number',
    '/cameras/front/stream.mjpg?fps=fast',
    400,
    'bad_parameter',
    'fps: expected a number above 0 and up to 120, got "fast".',
  ],
  [
    'an fps of nothing',
    '/cameras/front/stream.mjpg?fps=0',
    400,
    'bad_parameter',
    'fps: expected a number above 0 and up to 120, got "0".',
  ],
  [
    'a sequence below zero',
    '/cameras/front/still.jpg?after=-1',
    400,
    'bad_parameter',
    'after: expected a whole number from 0 up, got "-1".',
  ],
  [
    'a wait too long',
    '/cameras/front/still.jpg?wait=3600',
    400,
    'bad_parameter',
    'wait: expected a number above 0 and up to 60, got "3600".',
  ],
  ['an unknown action', '/?action=dance', 400, 'bad_parameter', 'action: expected stream or snapshot, got "dance".'],
  ['_HLS_msn far ahead', '/cameras/front/hls/media.m3u8?_HLS_msn=999999999999', 400, 'bad_directive', undefined],
  [
    '_HLS_msn below zero',
    '/cameras/front/hls/media.m3u8?_HLS_msn=-1',
    400,
    'bad_directive',
    '_HLS_msn: expected a whole number from 0 up, got "-1".',
  ],
  [
    '_HLS_msn that is no number',
    '/cameras/front/hls/media.m3u8?_HLS_msn=1e3',
    400,
    'bad_directive',
    '_HLS_msn: expected a whole number from 0 up, got "1e3".',
  ],
  [
    '_HLS_part alone',
    '/cameras/front/hls/media.m3u8?_HLS_part=1',
    400,
    'bad_directive',
    '_HLS_part needs _HLS_msn beside it (RFC 8216bis §6.2.5.2).',
  ],
  [
    'a part that is gone',
    '/cameras/front/hls/part-999.m4s',
    404,
    'not_in_window',
    'part-999.m4s is not in the live window (any more); reload the playlist.',
  ],
  ['a file that HLS never names', '/cameras/front/hls/../../secret', 404, undefined, undefined],
])('%s is answered in words', async (_, path, status, code, message) => {
  const response = await live().app.request(path)
  const body = (await response.json()) as { error: { code: string; message: string } }
  expect(response.status).toBe(status)
  expect(Object.keys(body)).toEqual(['error'])
  if (code) expect(body.error.code).toBe(code)
  if (message) expect(body.error.message).toBe(message)
})

test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is not for anything here', async method => {
  const response = await serving().app.request('/cameras/front/still.jpg', { method })
  expect([response.status, response.headers.get('Allow')]).toEqual([405, 'GET, HEAD'])
})

test('our own mistakes are logged, and told without their text', async () => {
  const { app, camera, errors } = serving()
  Object.defineProperty(camera, 'state', { get: () => JSON.parse('{') })
  const response = await app.request('/api/cameras')
  expect([response.status, await response.json()]).toEqual([
    500,
    { error: { code: 'internal', message: 'The server made a mistake; its log says which.' } },
  ])
  expect(errors).toEqual([{ path: '/api/cameras', error: expect.stringContaining('SyntaxError') }])
})
