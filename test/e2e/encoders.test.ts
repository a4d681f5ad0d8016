import { expect, test, vi } from 'vitest'
import { arrangement, corners } from '../support/corners.ts'
import { clip } from '../support/ffmpeg.ts'
import { firstOfHls } from '../support/hls.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import type { TestsOwn } from '../support/testsOwn.ts'
import { until } from '../support/until.ts'
import { type PretendEncoder, v4l2Encoder } from '../support/v4l2/encoder.ts'
import { cameraIs, seeCamera } from './watching.ts'

// Each starts an FFmpeg or a program: more of them at once, and a small machine would keep them waiting for each other.
// These run beside each other, as all of them wait for pictures most of the time.
vi.setConfig({ maxConcurrency: 4 })

async function started(
  { onTestFinished }: TestsOwn,
  encoder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const file = clip([...corners, '-c:v', 'mjpeg', '-q:v', '3'], 'avi')
  const args = [file, '--id', 'front', '--size', '256x192', '--keep', '--encoder', encoder]
  const program = await startProgram(args, { env })
  onTestFinished(() => program.close())
  return program
}

function plugged({ onTestFinished }: TestsOwn): PretendEncoder {
  const encoder = v4l2Encoder()
  onTestFinished(() => encoder.close())
  return encoder
}

/** The encoders that FFmpeg was started with, in order. */
function used(program: Program): unknown[] {
  return program.log().flatMap(({ msg, encoder }) => (msg === 'FFmpeg started' && encoder ? [encoder] : []))
}

test.concurrent('an encoder that can’t be used is replaced by libx264, in words', { timeout: 60_000 }, async own => {
  const program = await started(own, 'h264_videotoolbox')
  if (process.platform === 'darwin') return
  expect(arrangement(await firstOfHls(program.address, 'front'))).toBe('RGBW 256x192')
  const sentence =
    'h264_videotoolbox can’t be used here: This FFmpeg lacks the encoder h264_videotoolbox. libx264 is used instead, which costs CPU.'
  expect((await seeCamera(program.address, 'front')).warnings).toEqual([sentence])
  expect(
    program
      .log()
      .filter(({ level }) => level === 'warn')
      .map(({ msg }) => msg),
  ).toContain(sentence)
  expect(used(program)).toEqual(['libx264'])
})

needs('v4l2 encoder')('a V4L2 encoder', { concurrent: true }, () => {
  test.for(['h264_v4l2m2m', 'auto'])(
    'is used for %s: its pictures come, a keyframe a second',
    {
      timeout: 60_000,
    },
    async (wish, own) => {
      const program = await started(own, wish, plugged(own).env)
      expect(arrangement(await firstOfHls(program.address, 'front'))).toBe('RGBW 256x192')
      expect(used(program)).toEqual(['h264_v4l2m2m'])
      const { video, warnings } = await seeCamera(program.address, 'front')
      expect({ video, warnings }).toMatchObject({ video: { codecs: 'avc1.4d4028', width: 256 }, warnings: [] })
      const playlist = `${program.address}/cameras/front/hls/index.m3u8`
      const media = new URL(/^[^#\s].*$/m.exec(await (await fetch(playlist)).text())?.[0] ?? '', playlist)
      const lengths = async () =>
        [...(await (await fetch(media)).text()).matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds))
      await until('there are eight segments', async () => (await lengths()).length >= 8, 20_000)
      for (const seconds of (await lengths()).slice(4)) expect(seconds).toBeCloseTo(1, 0)
    },
  )

  test('that is broken when it is tried is not used, in words', { timeout: 60_000 }, async own => {
    const encoder = plugged(own)
    encoder.break()
    const program = await started(own, 'h264_v4l2m2m', encoder.env)
    await cameraIs(program.address, 'front', 'live')
    expect((await seeCamera(program.address, 'front')).warnings).toEqual([
      'h264_v4l2m2m can’t be used here: Could not find a valid device. libx264 is used instead, which costs CPU.',
    ])
  })

  test.for<[string, (encoder: PretendEncoder) => void]>([
    ['breaks', (encoder: PretendEncoder) => encoder.break()],
    ['finishes', (encoder: PretendEncoder) => encoder.finish()],
    ['falls silent', (encoder: PretendEncoder) => encoder.fallSilent()],
  ])(
    'that %s midway gives way to libx264, once and in words, and pictures come again',
    {
      timeout: 90_000,
    },
    async ([, spoil], own) => {
      const encoder = plugged(own)
      const program = await started(own, 'h264_v4l2m2m', encoder.env)
      expect(arrangement(await firstOfHls(program.address, 'front'))).toBe('RGBW 256x192')
      spoil(encoder)
      await until('libx264 encodes', () => used(program).includes('libx264'), 40_000)
      const { warnings } = await seeCamera(program.address, 'front')
      expect(warnings).toEqual([
        expect.stringMatching(/^h264_v4l2m2m has failed: .+ libx264 is used from now on, which costs CPU\.$/),
      ])
      await until(
        'pictures come by libx264',
        async () => {
          const { video } = await seeCamera(program.address, 'front')
          return video?.codecs.startsWith('avc1.42') === true
        },
        20_000,
      )
      expect(arrangement(await firstOfHls(program.address, 'front'))).toBe('RGBW 256x192')
      expect(used(program)).toEqual(['h264_v4l2m2m', 'libx264'])
    },
  )
})
