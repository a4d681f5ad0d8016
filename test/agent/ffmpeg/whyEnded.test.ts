import { expect, test } from 'vitest'
import { whyEnded } from '../../../src/agent/ffmpeg/whyEnded.ts'

const lastLines = ['/dev/video0: Device or resource busy']

test.each([
  ['could not be started', { error: 'ENOENT', lastLines }, 'not_started', 'FFmpeg could not be started (ENOENT).'],
  ['was killed', { signal: 'SIGKILL', lastLines } as const, 'killed', 'FFmpeg was ended by SIGKILL.'],
  ['says why', { lastLines }, 'device_busy', '/dev/video0 is in use by another program.'],
  ['says nothing', { lastLines: [] }, 'ended', 'FFmpeg ended without saying why.'],
])('an FFmpeg that %s', (_, exit, code, reason) => {
  expect(whyEnded(exit)).toEqual({ code, reason })
})

test('an FFmpeg whose lines mean something else to who asks', () => {
  const heard = { code: 'no_audio', reason: 'There is no sound in it.' }
  expect(whyEnded({ lastLines }, () => heard)).toEqual(heard)
})
