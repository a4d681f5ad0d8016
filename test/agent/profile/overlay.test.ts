import { beforeAll, expect, test } from 'vitest'
import type { Ffmpeg } from '../../../src/agent/ffmpeg/ffmpeg.ts'
import { findFfmpeg } from '../../../src/agent/ffmpeg/find.ts'
import { drawText } from '../../../src/agent/profile/drawText.ts'
import { overlayFinder } from '../../../src/agent/profile/overlay.ts'
import { fixtureFfmpeg } from '../../support/ffmpeg.ts'

let ffmpeg: Ffmpeg
beforeAll(async () => {
  ffmpeg = await findFfmpeg({ option: fixtureFfmpeg(), env: {} })
})
const find = overlayFinder(new AbortController().signal)

test('a text can be written here', async () => {
  expect(await find('Front door %H:%M', ffmpeg)).toEqual({ filter: drawText('Front door %H:%M') })
})

test('an FFmpeg without drawtext says so', async () => {
  const lacking = { ...ffmpeg, version: '4.0', has: { ...ffmpeg.has, drawtext: false } }
  expect(await find('clock', lacking)).toEqual({ reason: 'FFmpeg 4.0 has no drawtext.' })
})

test('an FFmpeg that is not there says so', async () => {
  expect(await find('clock', { ...ffmpeg, path: '/nowhere/ffmpeg' })).toEqual({
    reason: 'FFmpeg could not be started (ENOENT).',
  })
})

test('what was found is remembered', async () => {
  expect(await find('clock', ffmpeg)).toBe(await find('clock', ffmpeg))
})
