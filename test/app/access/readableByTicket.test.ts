import { expect, test } from 'vitest'
import { cameraPath } from '../../../src/app/access/outputPath.ts'
import { house, signedIn } from './house.ts'

const FOREIGN = { Origin: 'https://home.example', 'Sec-Fetch-Site': 'cross-site' }

/** The status of an answer, who may read it, and who may show it. */
async function answer(path: string, headers: Record<string, string>, options: Parameters<typeof house>[0] = {}) {
  const served = await house(options)
  const { link, ticket } = await served.access.embed({ name: 'Page', cameras: ['front'] }, 'view')
  if (path.includes('REVOKED')) await served.access.revoke(link.id)
  const cookie = headers.Cookie === 'OWNER' ? await signedIn(served.app, served.access.printedCodes.owner) : {}
  const address = path.replace('TICKET', ticket).replace('REVOKED', ticket)
  const response = await served.app.request(address, { headers: { ...headers, ...cookie } })
  await response.body?.cancel()
  const of = (name: string) => response.headers.get(name)
  return [response.status, of('Access-Control-Allow-Origin'), of('Cross-Origin-Resource-Policy')]
}

test.each<[string, string, Record<string, string>, (number | string | null)[]]>([
  ['a still by a ticket', '/cameras/front/still.jpg?t=TICKET', FOREIGN, [200, '*', 'cross-origin']],
  ['MJPEG by a ticket', '/cameras/front/stream.mjpg?t=TICKET', FOREIGN, [200, '*', 'cross-origin']],
  ['HLS by a ticket that is not for it', '/cameras/front/hls/index.m3u8?t=TICKET', FOREIGN, [403, '*', 'cross-origin']],
  ['a revoked ticket', '/cameras/front/still.jpg?t=REVOKED', FOREIGN, [401, '*', 'cross-origin']],
  ['a cookie', '/cameras/front/still.jpg', { ...FOREIGN, Cookie: 'OWNER' }, [200, null, null]],
  [
    'a cookie, and a ticket that is none',
    '/cameras/front/still.jpg?t=x',
    { ...FOREIGN, Cookie: 'OWNER' },
    [200, null, null],
  ],
  ['nothing', '/cameras/front/still.jpg', FOREIGN, [401, null, null]],
])('a page of another site may read what a ticket alone gives it: %s', async (_, path, headers, expected) => {
  expect(await answer(path, headers)).toEqual(expected)
})

test('an origin that is allowed anyway is answered by its name', async () => {
  const options = { origins: { frame: [], cors: ['https://home.example'] } }
  const [, origin] = await answer('/cameras/front/still.jpg?t=TICKET', FOREIGN, options)
  expect(origin).toBe('https://home.example')
})

test('the camera’s own address, which a page is given, shows no page and no state by its ticket', async () => {
  expect(cameraPath('front')).toBe('/cameras/front')
  expect((await answer('/cameras/front?t=TICKET', FOREIGN))[0]).toBe(403)
  expect((await answer('/api/cameras/front?t=TICKET', FOREIGN))[0]).toBe(403)
})
