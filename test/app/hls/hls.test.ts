import { expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import { live, serving } from '../serving.ts'

const HLS = '/cameras/front/hls'
const text = async (response: Response | Promise<Response>) => (await response).text()

test('the multivariant playlist waits for the first whole segment and then tells the truth', async () => {
  const { app, run } = live()
  expect(await text(app.request(`${HLS}/index.m3u8`))).toMatch(
    /^#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-STREAM-INF:BANDWIDTH=\d+,AVERAGE-BANDWIDTH=\d+,CODECS="avc1.42c00a,mp4a.40.2",RESOLUTION=64x48,FRAME-RATE=10.000\nmedia.m3u8\n$/,
  )
  run.end()
})

test('the media playlist names what can be fetched, and nothing may keep it', async () => {
  const { app, camera } = live()
  const response = await app.request(`${HLS}/media.m3u8`)
  expect(Object.fromEntries(response.headers)).toEqual({
    'cache-control': 'private, no-store',
    'content-type': 'application/vnd.apple.mpegurl',
    'x-content-type-options': 'nosniff',
  })
  const playlist = await response.text()
  const names = playlist.match(/(init|part|segment)-\d+\.(mp4|m4s)/g) ?? []
  const hinted = `part-${camera.window.state().nextPart}.m4s`
  expect(names).toContain(hinted)
  for (const name of names.filter(candidate => candidate !== hinted)) {
    const file = await app.request(`${HLS}/${name}`)
    expect([name, file.status, file.headers.get('Content-Type')]).toEqual([name, 200, 'video/mp4'])
    expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(500)
  }
})

test('a segment is its parts, with a length', async () => {
  const { app, camera } = live()
  const [segment] = camera.window.state().segments
  const whole = await app.request(`${HLS}/segment-${segment?.msn}.m4s`)
  const parts = await Promise.all((segment?.parts ?? []).map(part => app.request(`${HLS}/part-${part.id}.m4s`)))
  const bodies = await Promise.all(parts.map(async part => new Uint8Array(await part.arrayBuffer())))
  const body = new Uint8Array(await whole.arrayBuffer())
  expect(body).toEqual(Uint8Array.from(bodies.flatMap(bytes => [...bytes])))
  expect(whole.headers.get('Content-Length')).toBe(String(body.length))
})

test('HEAD and Range are answered without harm', async () => {
  const { app, camera } = live()
  const [part] = camera.window.state().segments[0]?.parts ?? []
  const head = await app.request(`${HLS}/part-${part?.id}.m4s`, { method: 'HEAD' })
  expect([head.status, (await head.arrayBuffer()).byteLength]).toEqual([200, 0])
  const range = await app.request(`${HLS}/part-${part?.id}.m4s`, { headers: { Range: 'bytes=0-9' } })
  expect(range.status).toBe(200) // RFC 9110 §14.2: a server may ignore Range
  expect((await range.arrayBuffer()).byteLength).toBeGreaterThan(10)
})

test('a blocked playlist is answered with the very part it waited for', async () => {
  const { app, camera } = live()
  const { edge } = camera.window
  const blocked = app.request(`${HLS}/media.m3u8?_HLS_msn=${edge}&_HLS_part=0`)
  const hinted = app.request(`${HLS}/part-${camera.window.state().nextPart}.m4s`)
  await until('both wait', () => camera.demand.holders === 2)
  expect([...camera.demand.wanted()]).toEqual(['video'])
  camera.window.add({
    kind: 'part',
    bytes: Uint8Array.of(1, 2, 3),
    seconds: 0.1,
    frames: 3,
    independent: false,
    capturedAt: 5,
  })
  expect(await text(blocked)).toContain(`#EXT-X-PART:DURATION=0.1,URI="part-${camera.window.state().nextPart - 1}.m4s"`)
  expect(new Uint8Array(await (await hinted).arrayBuffer())).toEqual(Uint8Array.of(1, 2, 3))
  expect(camera.demand.holders).toBe(0)
})

test('the same segments come in short parts, for our own page', async () => {
  const { app, camera } = live()
  expect(await text(app.request(`${HLS}/short.m3u8`))).toMatch(/\nshort\/media\.m3u8\n$/)
  const playlist = await text(app.request(`${HLS}/short/media.m3u8`))
  const { nextPart } = camera.window.short.state()
  expect(playlist).toContain(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-${nextPart}.m4s"`)
  const names = playlist.match(/(init|part|segment)-\d+\.(mp4|m4s)/g) ?? []
  const bodies = new Map<string, Uint8Array>()
  for (const name of names.filter(candidate => candidate !== `part-${nextPart}.m4s`)) {
    const file = await app.request(`${HLS}/short/${name}`)
    expect([name, file.status]).toEqual([name, 200])
    bodies.set(name, new Uint8Array(await file.arrayBuffer()))
  }
  // Ten frames a second: each has a part of its own.
  expect(playlist.match(/#EXT-X-PART:DURATION=0\.1,/g)?.length).toBeGreaterThan(4)
  const [segment] = camera.window.state().segments
  const long = await app.request(`${HLS}/segment-${segment?.msn}.m4s`)
  expect(bodies.get(`segment-${segment?.msn}.m4s`)).toEqual(new Uint8Array(await long.arrayBuffer()))
})

test('a playlist of short parts is answered as soon as it names the part that is asked for', async () => {
  const { app, camera } = live()
  const { short } = camera.window
  const { nextPart } = short.state()
  const blocked = app.request(`${HLS}/short/media.m3u8?part=${nextPart + 1}`)
  const parts = [nextPart, nextPart + 1].map(id => app.request(`${HLS}/short/part-${id}.m4s`))
  await until('all wait', () => camera.demand.holders === 3)
  for (let count = 1; count <= 2; count++)
    camera.window.add({
      ...{ kind: 'shortPart', bytes: Uint8Array.of(count), seconds: 0.1 },
      ...{ frames: 3, independent: false, capturedAt: 5 },
    })
  expect(await text(blocked)).toContain(`URI="part-${nextPart + 2}.m4s"`)
  const bodies = await Promise.all(parts.map(async part => [...new Uint8Array(await (await part).arrayBuffer())]))
  expect(bodies).toEqual([[1], [2]])
})

test.each([
  ['far ahead', 'part=999999999999', /too far ahead: the next part is \d+/],
  ['nothing', 'part=', /part: expected a whole number/],
  ['a word', 'part=next', /part: expected a whole number/],
])('a playlist that is asked for with %s is refused with a sentence', async (_, query, expected) => {
  const { app } = live()
  for (const folder of ['', 'short/']) {
    const answer = await app.request(`${HLS}/${folder}media.m3u8?${query}`)
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(expected)])
  }
})

test('a viewer who leaves is not waited for any more', async () => {
  const { app, camera } = live()
  const leaving = new AbortController()
  const blocked = app.request(`${HLS}/media.m3u8?_HLS_msn=${camera.window.edge + 1}`, { signal: leaving.signal })
  await until('it waits', () => camera.demand.holders === 1)
  leaving.abort()
  expect((await blocked).status).toBe(503)
  expect(camera.demand.holders).toBe(0)
})

test('a camera that is removed lets its viewers go', async () => {
  const { app, camera, hub } = live()
  const blocked = app.request(`${HLS}/media.m3u8?_HLS_msn=${camera.window.edge + 1}`)
  await until('it waits', () => camera.demand.holders === 1)
  hub.remove('front')
  expect((await blocked).status).toBe(503)
  expect((await app.request(`${HLS}/media.m3u8`)).status).toBe(404)
})

test('a camera that gives nothing is 503 with the reason, in bounded time', { timeout: 20_000 }, async () => {
  const { app, camera } = serving()
  camera.setState({ kind: 'lost', reason: 'The camera was unplugged.' })
  const response = await app.request(`${HLS}/index.m3u8`)
  expect([response.status, response.headers.get('Retry-After'), await response.json()]).toEqual([
    503,
    '2',
    { error: { code: 'camera_lost', message: 'Camera "front" is lost: The camera was unplugged.' } },
  ])
})

test('what was held before a pause is not served as live', async () => {
  const { app, camera, run } = live()
  const { edge } = camera.window
  run.end()
  camera.setState({ kind: 'idle' })
  const leaving = new AbortController()
  const answers = [`${HLS}/media.m3u8`, `${HLS}/media.m3u8?_HLS_msn=${edge - 1}`].map(path =>
    app.request(path, { signal: leaving.signal }),
  )
  leaving.abort()
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([503, 503])
})
