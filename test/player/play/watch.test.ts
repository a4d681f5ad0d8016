import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Try } from '../../../src/player/play/attempt.ts'
import type { Via } from '../../../src/player/play/ladder.ts'
import { type WatchContext, watchCamera } from '../../../src/player/play/watch.ts'
import type { CameraState } from '../../../src/player/server/cameraJson.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(console, 'info').mockReturnValue()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** What a delivery does: it shows 20 pictures a second, opens and brings nothing, or can't be opened. */
type Manner = 'moves' | 'silent' | 'refused'

const STATE: CameraState['kind'] = 'live'

/** A watch over three rungs; `log` says by what the picture moved, '' while by none. */
function given(
  manners: Partial<Record<Via, Manner>>,
  {
    remembered,
    rungs = ['webcodecs', 'hls', 'stills'],
  }: {
    remembered?: Via
    rungs?: readonly Via[]
  } = {},
) {
  const log: string[] = []
  const tries: string[] = []
  const kept: Via[] = []
  const resumers = new Set<() => void>()
  const page = { answers: true, hidden: false }
  const stop = new AbortController()
  const context: WatchContext = {
    rungs,
    play: attempt => play(attempt, () => manners[attempt.via] ?? 'silent', tries),
    seen: () => undefined,
    moving: via => log.push(via ?? ''),
    refused: () => undefined,
    cameraState: () => (page.answers ? STATE : undefined),
    silent: () => !page.answers,
    frameMs: () => undefined,
    hidden: () => page.hidden,
    mayClimb: () => true,
    ask: async () => (page.answers ? STATE : undefined),
    onResume(told, signal) {
      resumers.add(told)
      signal.addEventListener('abort', () => resumers.delete(told))
    },
    remembered: () => remembered,
    remember: via => kept.push(via),
  }
  const over = watchCamera(context, stop.signal)
  const after = (ms: number) => vi.advanceTimersByTimeAsync(ms)
  const end = async () => {
    stop.abort()
    await after(1000)
    await over
  }
  return { manners, log, tries, kept, page, after, end, resume: () => [...resumers].map(told => told()) }
}

async function play(attempt: Try, manner: () => Manner, tries: string[]): Promise<void> {
  tries.push(attempt.via)
  if (manner() === 'refused') throw new Error('refused')
  let at = 0
  const timer = setInterval(() => {
    if (manner() === 'moves') attempt.painted(++at)
  }, 50)
  await new Promise<void>(resolve => attempt.signal.addEventListener('abort', () => resolve()))
  clearInterval(timer)
}

test('what is refused is left at once, and what brings nothing within three seconds', async () => {
  const refused = given({ webcodecs: 'refused', hls: 'moves' })
  await refused.after(200)
  expect(refused.log.at(-1)).toBe('hls')
  await refused.end()
  const silent = given({ webcodecs: 'silent', hls: 'moves' })
  await silent.after(2900)
  expect(silent.log).toEqual([])
  await silent.after(700)
  expect(silent.log.at(-1)).toBe('hls')
  await silent.end()
})

test('a better delivery is tried behind the picture, which moves all the time', async () => {
  const { manners, log, after, end } = given({ webcodecs: 'refused', hls: 'moves' })
  await after(1000)
  manners.webcodecs = 'moves'
  await after(7000)
  expect(log).toEqual(['', 'hls', 'webcodecs'])
  await end()
})

test('one that plays in the same video is begun anew once it has rehearsed well', async () => {
  const { manners, log, tries, after, end } = given({ mse: 'refused', hls: 'moves' }, { rungs: ['mse', 'hls'] })
  await after(1000)
  manners.mse = 'moves'
  await after(7000)
  expect([log, tries]).toEqual([
    ['', 'hls', '', 'mse'],
    ['mse', 'hls', 'mse', 'mse'],
  ])
  await end()
})

test('what never gets better is tried ever more rarely', async () => {
  const { tries, after, end } = given({ webcodecs: 'refused', hls: 'moves' })
  await after(10 * 60_000)
  expect(tries.filter(via => via === 'webcodecs').length).toBeLessThan(11)
  expect(tries.filter(via => via === 'webcodecs').length).toBeGreaterThan(6)
  await end()
})

test('a visit begins with what went well on this network, and keeps what does', async () => {
  const { log, tries, kept, after, end } = given({ webcodecs: 'moves', hls: 'moves' }, { remembered: 'hls' })
  await after(1000)
  expect(tries).toEqual(['hls'])
  await after(20_000)
  expect([log, kept]).toEqual([
    ['hls', 'webcodecs'],
    ['hls', 'webcodecs'],
  ])
  await end()
})

test('a network that was away is not blamed on the delivery, which goes on when it is back', async () => {
  const { manners, page, log, tries, after, end } = given({ webcodecs: 'moves', hls: 'moves' })
  await after(1000)
  page.answers = false
  manners.webcodecs = 'refused'
  await after(30_000)
  page.answers = true
  manners.webcodecs = 'moves'
  await after(4000)
  expect([log.at(-1), tries.includes('hls')]).toEqual(['webcodecs', false])
  await end()
})

test('after a sleep what shows nothing is begun anew at once, and what goes on is left alone', async () => {
  const { manners, log, tries, after, resume, end } = given({ webcodecs: 'moves' })
  await after(1000)
  resume()
  await after(1000)
  expect(tries).toEqual(['webcodecs'])
  manners.webcodecs = 'silent'
  await after(1600)
  manners.webcodecs = 'moves'
  resume()
  await after(200)
  expect([log, tries]).toEqual([
    ['webcodecs', '', 'webcodecs'],
    ['webcodecs', 'webcodecs'],
  ])
  await end()
})

test('nothing is judged while the page is hidden', async () => {
  const { page, tries, after, end } = given({ webcodecs: 'silent' })
  page.hidden = true
  await after(20_000)
  expect(tries).toEqual(['webcodecs'])
  await end()
})
