import { expect, test } from 'vitest'
import { Irregularities } from '../../../src/agent/capture/irregular.ts'
import { Camera } from '../../../src/hub/camera.ts'
import type { Want } from '../../../src/hub/demand.ts'
import type { Log } from '../../../src/hub/log.ts'
import type { PictureSize } from '../../../src/hub/video/videoPipe.ts'
import { camera as config, silentLog } from '../given.ts'

const [small, large]: PictureSize[] = [
  { width: 320, height: 240 },
  { width: 640, height: 360 },
]

/** Looks at a run after each of these steps. */
function looking(native: Want | undefined, wanted: readonly Want[], strict?: boolean) {
  const camera = new Camera(config())
  const logged: string[] = []
  const log: Log = { ...silentLog, warn: (_, words) => logged.push(words) }
  const run = {
    faults: { brokenJpegs: 0, clock: 0 },
    sizes: { video: small, jpeg: small } as { video: PictureSize | undefined; jpeg: PictureSize | undefined },
  }
  const irregular = new Irregularities(camera, { run, log, native, wanted: new Set(wanted), strict })
  irregular.look()
  return { camera, logged, run, look: () => irregular.look()?.kind }
}

test('what is wrong is on the page while it goes on, and once in the log', () => {
  const { camera, logged, run, look } = looking('jpeg', ['jpeg'])
  for (let broken = 1; broken < 4; broken++) {
    run.faults = { brokenJpegs: broken, clock: broken }
    expect(look()).toBeUndefined()
  }
  const said = [
    'Some of the camera’s pictures come broken; they are left out.',
    'The camera’s clock jumps or stands; its pictures are shown as they come.',
  ]
  expect([camera.warnings, logged]).toEqual([said, said])
})

test.each([
  ['whose H.264 alone is passed on', 'video', ['video'], undefined],
  ['whose H.264 is passed on, and JPEGs are made of it', 'video', ['video', 'jpeg'], 'resized'],
  ['whose JPEGs alone are passed on', 'jpeg', ['jpeg'], undefined],
  ['whose JPEGs are passed on, and H.264 is made of them', 'jpeg', ['video', 'jpeg'], 'resized'],
  ['of which all is encoded', undefined, ['video', 'jpeg'], undefined],
] as const)('a camera %s that changes its size', (_, native, wanted, verdict) => {
  const { camera, run, look } = looking(native, wanted)
  expect(look()).toBeUndefined()
  run.sizes = { video: large, jpeg: large }
  expect(look()).toBe(verdict)
  const isNoted = native !== undefined && verdict === undefined
  expect(camera.warnings).toEqual(isNoted ? ['The camera has changed its picture from 320x240 to 640x360.'] : [])
  expect(look()).toBeUndefined()
})

test.each([
  ['while H.264 is made of them: they are decoded strictly', ['video', 'jpeg'], undefined, 'broken'],
  ['while they are already', ['video', 'jpeg'], true, undefined],
  ['where that left no picture', ['video', 'jpeg'], false, undefined],
  ['while none is made', ['jpeg'], undefined, undefined],
] as const)('JPEGs that come broken %s', (_, wanted, strict, verdict) => {
  const { run, look } = looking('jpeg', wanted, strict)
  run.faults = { brokenJpegs: 1, clock: 0 }
  expect(look()).toBe(verdict)
})
