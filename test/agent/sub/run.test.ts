import { expect, test } from 'vitest'
import { machineClock } from '../../../src/agent/clock.ts'
import { reasonFromLog } from '../../../src/agent/ffmpeg/reason.ts'
import { runSub } from '../../../src/agent/sub/run.ts'
import { givenCamera, TINY } from '../../hub/sub/given.ts'
import { fixtureFfmpeg } from '../../support/ffmpeg.ts'
import { has, silentLog } from '../given.ts'

const ffmpeg = { path: fixtureFfmpeg(), version: '5.1', foundBy: 'PATH', has } as const

test('a part of the full picture that can’t be read ends the run with a reason', async () => {
  const { camera, sub } = givenCamera()
  camera.begin({ passthrough: false, frameRate: 10 }).video(TINY)
  camera.demand.hold('video')
  sub.demand.hold('video')
  for (const { parts } of camera.window.segments) for (const { bytes } of parts) bytes.fill(0)
  const tools = { ffmpeg, log: silentLog, clock: machineClock, reasonFromLog }
  const end = await runSub(sub, tools, { camera: 'a', signal: new AbortController().signal, sound: () => undefined })
  expect(end).toEqual({ kind: 'failed', reason: expect.stringMatching(/^Expected the box moof/), hopeless: true })
})
