import { afterEach, expect, test, vi } from 'vitest'
import { type Fetched, NotFetched } from '../../../../../src/player/play/deliveries/hls/fetched.ts'
import { PartsAhead } from '../../../../../src/player/play/deliveries/hls/partsAhead.ts'
import { until } from '../../../../support/until.ts'

const BASE = 'https://camera.test/hls/'
const MEDIA = `${BASE}media.m3u8`
const open: PartsAhead[] = []
afterEach(() => {
  for (const ahead of open.splice(0)) ahead.close()
  vi.restoreAllMocks()
})

/** A server whose newest part is number `at`; requests for what is not there yet wait until it is. */
function serve({ most = 2, at: begin = 10, roundTripMs = 80 } = {}) {
  let at = begin
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const asked: string[] = []
  const waiting = new Set<{ id: number; answer(): void }>()
  const whenThere = async (id: number, signal: AbortSignal) => {
    if (id <= at) return
    await new Promise<void>((resolve, reject) => {
      const one = { id, answer: resolve }
      waiting.add(one)
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
  }
  const fetched = <Body>(url: string, body: Body): Fetched<Body> => {
    return { url, body, bytes: 9, askedAt: now - roundTripMs, firstAt: now, endAt: now }
  }
  const ahead = new PartsAhead({
    most,
    gets: {
      async text(url, signal) {
        asked.push(url.replace(BASE, ''))
        await whenThere(Number(new URL(url).searchParams.get('part') ?? at), signal)
        return fetched(url, playlist(at))
      },
      async bytes(url, signal) {
        asked.push(url.replace(BASE, ''))
        const id = Number(/part-(\d+)/.exec(url)?.[1] ?? 0)
        await whenThere(id, signal)
        if (id < at - 20) throw new NotFetched(url, 404)
        return fetched(url, new ArrayBuffer(id))
      },
    },
  })
  open.push(ahead)
  return {
    ahead,
    asked,
    pass: (ms: number) => (now += ms),
    cut(count = 1) {
      at += count
      for (const one of waiting) if (one.id <= at && waiting.delete(one)) one.answer()
    },
  }
}

const playlist = (newest: number) => `#EXTM3U
#EXT-X-PART-INF:PART-TARGET=0.35
#EXT-X-MAP:URI="init-0.mp4"
#EXT-X-PART:DURATION=0.1,URI="part-${newest - 1}.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.1,URI="part-${newest}.m4s"
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-${newest + 1}.m4s"
`

test('all that a player begins with is asked for before there is one', async () => {
  const { ahead, asked } = serve()
  ahead.begin(`${BASE}index.m3u8`, MEDIA)
  await until('the newest parts are asked for', () => asked.length === 9)
  expect(asked).toEqual([
    ...['index.m3u8', 'media.m3u8'],
    ...['init-0.mp4', 'part-9.m4s', 'part-10.m4s'],
    ...['part-11.m4s', 'part-12.m4s', 'media.m3u8?part=11', 'media.m3u8?part=12'],
  ])
  await Promise.all([ahead.text(`${BASE}index.m3u8`), ahead.playlist(MEDIA), ahead.bytes(`${BASE}part-9.m4s`)])
  expect(asked.length).toBe(9)
})

test('a player that comes back for more gets each playlist once, and never an older one', async () => {
  const { ahead, cut } = serve()
  const hints: string[] = []
  for (let times = 0; times < 4; times++) {
    const { body } = await ahead.playlist(`${MEDIA}?_HLS_msn=3&_HLS_part=${times}`)
    hints.push(/PRELOAD-HINT.*part-(\d+)/.exec(body)?.[1] ?? '')
    cut()
  }
  expect(hints).toEqual(['11', '12', '13', '14'])
})

test('a part is on its way before the playlist names it', async () => {
  const { ahead, asked, cut } = serve()
  await ahead.playlist(MEDIA)
  const before = asked.length
  const part = ahead.bytes(`${BASE}part-11.m4s`)
  cut()
  expect((await part).body.byteLength).toBe(11)
  expect(asked.slice(before)).not.toContain('part-11.m4s')
})

test('parts that came into being between two playlists are fetched at once', async () => {
  const { ahead, asked, cut } = serve()
  await ahead.playlist(MEDIA)
  cut(4)
  await ahead.playlist(MEDIA)
  expect(asked).toEqual(expect.arrayContaining(['part-13.m4s', 'part-14.m4s', 'part-15.m4s']))
  expect(new Set(asked).size).toBe(asked.length)
})

test.each([
  ['one on a short way', 5, 4, 2],
  ['as many as a round trip takes on a long one', 250, 4, 4],
  ['no more than the connections allow', 250, 2, 2],
])('how many are waiting at the server: %s', async (_, roundTripMs, most, expected) => {
  const { ahead, asked } = serve({ roundTripMs, most })
  await ahead.playlist(MEDIA)
  expect(asked.filter(url => Number(/^part-(\d+)/.exec(url)?.[1]) > 10).length).toBe(expected)
})

test('a player that stops asking is not fetched for any more', async () => {
  const { ahead, asked, cut, pass } = serve()
  await ahead.playlist(MEDIA)
  cut()
  await until('the next one has come', () => asked.includes('media.m3u8?part=13'))
  pass(3001)
  cut()
  await until('what was under way has come', async () => true)
  expect(asked).not.toContain('media.m3u8?part=15')
})

test('another playlist is followed in the place of the one before', async () => {
  const { ahead, asked, cut } = serve()
  await ahead.playlist(MEDIA)
  await ahead.playlist(`${BASE}sub/media.m3u8`)
  cut()
  await until('it goes on', () => asked.includes('sub/media.m3u8?part=13'))
  expect(asked).not.toContain('media.m3u8?part=13')
})

test('what was fetched of the list before and not asked for is given up', async () => {
  const { ahead, asked } = serve()
  await ahead.playlist(MEDIA)
  const wanted = ahead.bytes(`${BASE}part-10.m4s`)
  await ahead.playlist(`${BASE}sub/media.m3u8`)
  expect((await wanted).body.byteLength).toBe(10)
  const again = ahead.bytes(`${BASE}part-11.m4s`)
  again.catch(() => undefined)
  expect(asked.filter(url => url === 'part-11.m4s').length).toBe(2)
})

test('what is refused is said to the player, who may ask again', async () => {
  const { ahead, asked } = serve({ at: 50 })
  await expect(ahead.bytes(`${BASE}part-3.m4s`)).rejects.toThrow('part-3.m4s answered 404.')
  await expect(ahead.bytes(`${BASE}part-3.m4s`)).rejects.toThrow(NotFetched)
  expect(asked).toEqual(['part-3.m4s', 'part-3.m4s'])
})
