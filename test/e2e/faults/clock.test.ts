import { expect, test, vi } from 'vitest'
import { needs } from '../../support/require.ts'
import { rtspCamera } from '../../support/rtspCamera.ts'
import { until } from '../../support/until.ts'
import { withHealthyNeighbour } from './neighbour.ts'

// Each with a program of its own: more of them at once, and a small machine would show gaps where there are none.
vi.setConfig({ maxConcurrency: 4 })

const options = { timeout: 90_000, concurrent: true }
const small = { width: 320, height: 240 } as const

test.for([
  ['jumps ahead by an hour', 3600, {}],
  ['jumps ahead by an hour, with sound', 3600, { audio: 'aac' }],
  ['jumps back by an hour', -3600, {}],
  ['jumps back by two seconds', -2, {}],
  ['stands', 'stands', {}],
] as const)('a camera whose clock %s plays on', options, async ([, clock, sound], context) => {
  const camera = await rtspCamera({ ...small, ...sound })
  context.onTestFinished(() => camera.close())
  const scene = await withHealthyNeighbour(context, { source: camera.url })
  await scene.is('live')
  const viewer = scene.watchHls()
  await until('it is watched', () => viewer.seen() > 3, 20_000)
  camera.setClock(clock)
  await scene.notes(/clock jumps or stands/)
  const before = viewer.seen()
  await until('it was watched for some seconds more', () => viewer.seen() > before + 9, 10_000)
  expect(viewer.over()).toBeUndefined()
  expect(viewer.longestGapMs()).toBeLessThan(3000)
  expect((await scene.see()).state.kind).toBe('live')
})

// The FFmpeg of 2018 makes up times of its own where the camera's stand.
needs('ffmpeg')('by an FFmpeg of today', { concurrent: true }, () => {
  test.for([
    ['jumps back by an hour', -3600],
    ['stands', 'stands'],
  ] as const)('a camera that is encoded and whose clock %s plays on', options, async ([, clock], context) => {
    const camera = await rtspCamera(small)
    context.onTestFinished(() => camera.close())
    const scene = await withHealthyNeighbour(context, { source: camera.url, encode: true })
    await scene.is('live')
    const viewer = scene.watchHls()
    await until('it is watched', () => viewer.seen() > 3, 20_000)
    camera.setClock(clock)
    await scene.notes(/clock jumps or stands/)
    const at = performance.now()
    await until('it may have been started anew', () => performance.now() - at > 4000)
    const before = viewer.seen()
    await until('it was watched for some seconds more', () => viewer.seen() > before + 12, 20_000)
    expect(viewer.over()).toBeUndefined()
    expect((await scene.see()).state.kind).toBe('live')
  })
})

test('a camera that gives five frames a second in the dark plays on, as fast as it is', {
  timeout: 60_000,
  concurrent: true,
}, async context => {
  const camera = await rtspCamera({ ...small, rate: 30 })
  context.onTestFinished(() => camera.close())
  const scene = await withHealthyNeighbour(context, { source: camera.url })
  await scene.is('live')
  const viewer = scene.watchHls()
  await until('it is watched', () => viewer.seen() > 3, 20_000)
  await camera.turnInto({ ...small, rate: 5 })
  const [at, before] = [performance.now(), viewer.seen()]
  await until('it was watched for some seconds more', () => viewer.seen() > before + 20, 20_000)
  const seconds = (performance.now() - at) / 1000
  // Twenty parts of a third of a second: the timeline keeps with the clock.
  expect(seconds).toBeGreaterThan(4)
  expect(seconds).toBeLessThan(10)
  expect((await scene.see()).state.kind).toBe('live')
})
