import { expect, test } from 'vitest'
import type { Output } from '../../../src/hub/counts.ts'
import { house, refusal } from './house.ts'

const HLS = '/cameras/front/hls'

async function embedded(output: Output) {
  const served = await house()
  const { ticket } = await served.access.embed({ name: 'Dashboard', cameras: ['front'] }, output)
  return { ...served, query: `?t=${ticket}` }
}

/** Every URI that a playlist names: its own lines, and those in attributes. */
function urisOf(playlist: string): string[] {
  const attributes = [...playlist.matchAll(/URI="([^"]*)"/g)].map(([, uri = '']) => uri)
  return [...attributes, ...playlist.split('\n').filter(line => line !== '' && !line.startsWith('#'))]
}

test('the ticket stands in every URI of both playlists, and opens each file without any cookie', async () => {
  const { app, query, camera, run } = await embedded('hls')
  run.end()
  const { nextPart } = camera.window.state()
  const multivariant = await (await app.request(`${HLS}/index.m3u8${query}`)).text()
  expect(urisOf(multivariant)).toEqual([`media.m3u8${query}`])
  const media = await (await app.request(`${HLS}/media.m3u8${query}`)).text()
  const uris = urisOf(media)
  expect(uris.filter(uri => !uri.endsWith(query))).toEqual([])
  for (const kind of ['init', 'part', 'segment']) expect(uris.some(uri => uri.startsWith(kind))).toBe(true)
  for (const uri of uris.filter(name => !name.startsWith(`part-${nextPart}.`))) {
    expect([uri, (await app.request(`${HLS}/${uri}`)).status]).toEqual([uri, 200])
    expect(await refusal(app.request(`${HLS}/${uri.replace(query, '')}`))).toEqual([401, 'access_needed'])
  }
})

test('a delta update, and a blocked reload, carry it too', async () => {
  const { app, query, camera } = await embedded('hls')
  const directives = `&_HLS_msn=${camera.window.edge}&_HLS_part=0&_HLS_skip=YES`
  camera.window.add({
    ...{ kind: 'part', bytes: Uint8Array.of(1), seconds: 0.1, frames: 1 },
    independent: false,
    capturedAt: 5,
  })
  const uris = urisOf(await (await app.request(`${HLS}/media.m3u8${query}${directives}`)).text())
  expect([uris.length > 0, uris.filter(uri => !uri.endsWith(query))]).toEqual([true, []])
})

test('one viewer’s ticket never stands in another’s playlist', async () => {
  const { app, access, query } = await embedded('hls')
  const { ticket } = await access.embed({ name: 'Other', cameras: ['front'] }, 'hls')
  const texts = await Promise.all(
    [query, `?t=${ticket}`].map(async one => (await app.request(`${HLS}/media.m3u8${one}`)).text()),
  )
  expect([texts[0]?.includes(ticket), texts[1]?.includes(query)]).toEqual([false, false])
  expect(texts[0]?.replaceAll(query, '')).toBe(texts[1]?.replaceAll(`?t=${ticket}`, ''))
})

const paths: readonly (readonly [string, Output | undefined])[] = [
  ['/cameras/front/hls/index.m3u8', 'hls'],
  ['/cameras/front/hls/media.m3u8', 'hls'],
  ['/cameras/front/still.jpg', 'still'],
  ['/cameras/front/stream.mjpg', 'mjpeg'],
  ['/video_feed', 'mjpeg'],
  ['/?action=stream', 'mjpeg'],
  ['/?action=snapshot', 'still'],
  ['/cameras/front/live', 'live'],
  ['/cameras/back/still.jpg', undefined],
  ['/cameras/back/stream.mjpg', undefined],
  ['/cameras/back/hls/index.m3u8', undefined],
  ['/video_feed?camera=back', undefined],
  ['/', undefined],
  ['/access', undefined],
  ['/cameras/front', undefined],
  ['/api/me', undefined],
  ['/api/cameras', undefined],
  ['/api/cameras/front', undefined],
  ['/api/links', undefined],
  ['/api/audit', undefined],
  ['/api/tunnel', undefined],
]

test.each<[Output]>([['hls'], ['mjpeg'], ['still'], ['live']])('an embed of %s opens nothing else', async output => {
  const { app, query } = await embedded(output)
  const opened: string[] = []
  for (const [path] of paths) {
    const response = await app.request(path.includes('?') ? path.replace('?', `${query}&`) : `${path}${query}`)
    await response.body?.cancel()
    if (response.status !== 403) opened.push(`${path} ${response.status}`)
  }
  // Without an upgrade a WebSocket's address says 426 to who may use it.
  const expected = paths.filter(([, of]) => of === output).map(([path]) => `${path} ${output === 'live' ? 426 : 200}`)
  expect(opened).toEqual(expected)
})

test('a revoked embed is told to be, in each of its files', async () => {
  const { app, access, query } = await embedded('hls')
  const [link] = access.links.filter(({ kind }) => kind === 'embed')
  await access.revoke(link?.id ?? '')
  for (const file of ['index.m3u8', 'media.m3u8', 'segment-0.m4s'])
    expect(await refusal(app.request(`${HLS}/${file}${query}`))).toEqual([401, 'revoked'])
})
