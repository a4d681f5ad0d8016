import { expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import { live } from '../serving.ts'
import { givenSmall } from './givenSmall.ts'

const HLS = '/cameras/front/hls'

test('the multivariant playlist names the full picture first, then the small one, and nobody wants that by asking', async () => {
  const { app, camera } = givenSmall()
  const text = await (await app.request(`${HLS}/index.m3u8`)).text()
  expect(text.split('\n').slice(3)).toEqual([
    expect.stringMatching(/^#EXT-X-STREAM-INF:.*CODECS="avc1.42c00a,mp4a.40.2",RESOLUTION=64x48,FRAME-RATE=10.000$/),
    'media.m3u8',
    expect.stringMatching(/^#EXT-X-STREAM-INF:.*CODECS="avc1.4d401e,mp4a.40.2",RESOLUTION=32x24,FRAME-RATE=5.000$/),
    'sub/media.m3u8',
    '',
  ])
  const [, bandwidth, average] =
    /\n.*RESOLUTION=64x48.*\n.*\n#.*?BANDWIDTH=(\d+),AVERAGE-BANDWIDTH=(\d+)/.exec(text) ?? []
  expect([Number(bandwidth), Number(average)].map(bits => bits > 50_000 && bits < 150_000)).toEqual([true, true])
  expect([camera.sub?.wanted, camera.demand.wanted().has('video')]).toEqual([false, true])
})

test('who wants the small picture wants the full one too, as it is made of that', async () => {
  const { app, camera, sub } = givenSmall()
  const leaving = new AbortController()
  const waiting = app.request(`${HLS}/sub/media.m3u8`, { signal: leaving.signal })
  await until('it waits', () => sub.demand.holders === 1)
  expect([camera.demand.holders, sub.wanted]).toEqual([1, true])
  leaving.abort()
  expect((await waiting).status).toBe(503)
  expect([camera.demand.holders, sub.demand.holders]).toEqual([0, 0])
})

test('its playlist names what can be fetched, and each reports the other', async () => {
  const { app, make } = givenSmall()
  make()
  const playlist = await (await app.request(`${HLS}/sub/media.m3u8`)).text()
  const full = await (await app.request(`${HLS}/media.m3u8`)).text()
  const names = playlist.match(/(init|part|segment)-\d+\.(mp4|m4s)(?="|$)/gm) ?? []
  expect(names.length).toBeGreaterThan(4)
  for (const name of names.slice(0, -1)) {
    const file = await app.request(`${HLS}/sub/${name}`)
    expect([name, file.status, file.headers.get('Content-Type')]).toEqual([name, 200, 'video/mp4'])
  }
  const report = (text: string) => /#EXT-X-RENDITION-REPORT:(.*)\n$/.exec(text)?.[1]
  const reached = report(full)?.replace('URI="sub/media.m3u8",', '')
  expect(reached).toMatch(/^LAST-MSN=\d+,LAST-PART=\d$/)
  expect(report(playlist)).toBe(`URI="../media.m3u8",${reached}`)
})

test('while it is not made, what is reported of it is where it will go on', async () => {
  const { app, camera } = givenSmall()
  const full = await (await app.request(`${HLS}/media.m3u8`)).text()
  const last = camera.window.state().segments.at(-1)
  expect(full).toContain(
    `#EXT-X-RENDITION-REPORT:URI="sub/media.m3u8",LAST-MSN=${last?.msn},LAST-PART=${(last?.parts.length ?? 0) - 1}\n`,
  )
})

test('one that can’t be made is not offered, and the full picture is', async () => {
  const { app, sub } = givenSmall()
  sub.trouble = 'FFmpeg was ended by SIGKILL.'
  const [index, playlist] = await Promise.all(
    [`${HLS}/index.m3u8`, `${HLS}/sub/media.m3u8`].map(path => app.request(path)),
  )
  expect(await index?.text()).not.toContain('sub/')
  expect([playlist?.status, await playlist?.json()]).toEqual([
    503,
    {
      error: {
        code: 'small_picture_lost',
        message: "The small picture can't be made now: FFmpeg was ended by SIGKILL.",
      },
    },
  ])
})

test.each([
  ['is as small itself', { size: '64x64' }],
  ['is configured without', false],
])('a camera that %s has none', async (_, sub) => {
  const { app } = live({ sub })
  expect(await (await app.request(`${HLS}/index.m3u8`)).text()).not.toContain('sub/')
  expect(await (await app.request(`${HLS}/media.m3u8`)).text()).not.toContain('RENDITION-REPORT')
  const answer = await app.request(`${HLS}/sub/media.m3u8`)
  expect([answer.status, await answer.json()]).toEqual([
    404,
    { error: { code: 'no_small_picture', message: 'Camera "front" has no small picture beside its own.' } },
  ])
})
