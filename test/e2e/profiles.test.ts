import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { arrangement, corners } from '../support/corners.ts'
import { firstPicture } from '../support/decode.ts'
import { clip } from '../support/ffmpeg.ts'
import { firstOfHls } from '../support/hls.ts'
import type { Picture } from '../support/png.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import type { TestsOwn } from '../support/testsOwn.ts'
import { until } from '../support/until.ts'
import { everyKind, v4l2Camera } from '../support/v4l2/camera.ts'

// Each starts an FFmpeg or a program: more of them at once, and a small machine would keep them waiting for each other.
// These run beside each other, as all of them wait for pictures most of the time.
vi.setConfig({ maxConcurrency: 4 })

const h264 = () => clip([...corners, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '5', '-bf', '0'], 'mp4')
const mjpeg = () => clip([...corners, '-c:v', 'mjpeg', '-q:v', '3'], 'avi')
const grey = () => clip(['-f', 'lavfi', '-i', 'color=gray:s=640x360', '-frames:v', '1', '-q:v', '2'], 'jpg')
const noisy = () =>
  clip(['-f', 'lavfi', '-i', 'testsrc2=s=640x360,noise=alls=40', '-frames:v', '1', '-q:v', '2'], 'jpg')

// Made before anything runs: FFmpeg holds this whole process up while it makes them.
for (const make of [h264, mjpeg, grey, noisy]) make()

interface Wish {
  readonly id: string
  readonly source: string
  readonly options: string
}

async function started({ onTestFinished }: TestsOwn, cameras: readonly Wish[]): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-profiles-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'tunnelcam.yaml')
  const lines = cameras.map(({ id, source, options }) => `  - { id: ${id}, source: ${source}, idle: 0${options} }\n`)
  writeFileSync(file, `cameras:\n${lines.join('')}`)
  const program = await startProgram(['--config', file])
  onTestFinished(() => program.close())
  return program
}

async function still({ address }: Program, id: string): Promise<{ bytes: Uint8Array; sequence: string | null }> {
  const answer = await fetch(`${address}/cameras/${id}/still.jpg?wait=10`)
  expect(answer.status).toBe(200)
  const bytes = new Uint8Array(await answer.arrayBuffer())
  return { bytes, sequence: answer.headers.get('X-Tunnelcam-Sequence') }
}

describe('a picture with known corners', { concurrent: true }, () => {
  const rows = [
    ['as it is', '', 'RGBW 320x240'],
    ['rotated', ', rotate: 90', 'BRWG 240x320'],
    ['rotated, then mirrored', ', rotate: 90, flip: horizontal', 'RBGW 240x320'],
    ['made smaller, then rotated', ', rotate: 270, size: 160x120', 'GWRB 120x160'],
  ] as const

  test.for([
    ['H.264', h264, rows],
    ['JPEGs', mjpeg, rows.slice(0, 2)],
  ] as const)(
    'of a source of %s lies in HLS and in JPEGs as the options say',
    { timeout: 120_000 },
    async ([, file, rows], own) => {
      const ids = rows.map((_, index) => `c${index}`)
      const program = await started(
        own,
        rows.map(([, options], index) => ({ id: `c${index}`, source: file(), options })),
      )
      const seen: unknown[] = []
      for (const id of ids) {
        const jpeg = await firstPicture((await still(program, id)).bytes)
        const video = await firstOfHls(program.address, id)
        seen.push([arrangement(jpeg), arrangement(video)])
      }
      expect(seen).toEqual(rows.map(([, , expected]) => [expected, expected]))
    },
  )
})

test.concurrent('pictures that are fetched, or dropped into a folder, are turned too', {
  timeout: 60_000,
}, async own => {
  const jpeg = readFileSync(clip([...corners, '-frames:v', '1', '-q:v', '2'], 'jpg'))
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-profiles-'))
  own.onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'a.jpg'), jpeg)
  const server = createServer((_, response) => response.setHeader('Content-Type', 'image/jpeg').end(jpeg))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  own.onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const program = await started(own, [
    { id: 'fetched', source: `http://127.0.0.1:${port}/now.jpg`, options: ', rotate: 90' },
    { id: 'dropped', source: folder, options: ', rotate: 90, watch: true' },
  ])
  for (const id of ['fetched', 'dropped']) {
    expect(arrangement(await firstPicture((await still(program, id)).bytes))).toBe('BRWG 240x320')
    expect(arrangement(await firstOfHls(program.address, id))).toBe('BRWG 240x320')
  }
})

needs('v4l2', 'proc')('a V4L2 camera that is turned', { concurrent: true }, () => {
  test('is asked for JPEGs, which are easier to decode than its H.264, at the size that is before', {
    timeout: 60_000,
  }, async own => {
    const camera = v4l2Camera({ modes: everyKind })
    own.onTestFinished(() => camera.close())
    const args = [camera.path, '--id', 'front', '--size', '640x480', '--rotate', '90']
    const program = await startProgram(args, { env: camera.env })
    own.onTestFinished(() => program.close())
    expect(arrangement(await firstPicture((await still(program, 'front')).bytes))).toMatch(/ 480x640$/)
    expect(arrangement(await firstOfHls(program.address, 'front'))).toMatch(/ 480x640$/)
    const command = program.ffmpegs()[0]?.command.join(' ')
    expect(command).toContain('-input_format mjpeg -framerate 30 -video_size 640x480')
    expect(command).not.toContain('-c:v copy')
  })
})

/** The share of pixels that are not the grey of the picture, in its upper left part and in the rest. */
function written(picture: Picture): { readonly corner: number; readonly rest: number } {
  const count = { corner: 0, rest: 0 }
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) {
      const at = (y * picture.width + x) * picture.channels
      if (Math.abs((picture.pixels[at] ?? 0) - 128) <= 16) continue
      count[x < picture.width / 2 && y < picture.height / 8 ? 'corner' : 'rest']++
    }
  return count
}

describe('an overlay', { concurrent: true }, () => {
  test('stands in the upper left corner, in HLS and in JPEGs, upright also where the picture is rotated', {
    timeout: 90_000,
  }, async own => {
    const options = ", overlay: 'Front door: %H:%M, it''s [a];b'"
    const program = await started(own, [
      { id: 'plain', source: grey(), options: ', rate: 5' },
      { id: 'text', source: grey(), options: `${options}, rate: 5` },
      { id: 'turned', source: grey(), options: `${options}, rate: 5, rotate: 180` },
    ])
    expect(written(await firstPicture((await still(program, 'plain')).bytes))).toEqual({ corner: 0, rest: 0 })
    for (const id of ['text', 'turned']) {
      const jpeg = written(await firstPicture((await still(program, id)).bytes))
      const video = written(await firstOfHls(program.address, id))
      for (const { corner, rest } of [jpeg, video]) {
        expect(corner).toBeGreaterThan(500)
        expect(rest).toBeLessThan(50)
      }
    }
  })

  test('that is a clock changes once a second', { timeout: 60_000 }, async own => {
    const program = await started(own, [{ id: 'clock', source: grey(), options: ', overlay: clock, rate: 10' }])
    const changes: number[] = []
    let { bytes, sequence } = await still(program, 'clock')
    await until(
      'the clock has changed five times',
      async () => {
        const next = await fetch(`${program.address}/cameras/clock/still.jpg?after=${sequence}&wait=5`)
        const now = new Uint8Array(await next.arrayBuffer())
        sequence = next.headers.get('X-Tunnelcam-Sequence')
        if (!Buffer.from(now).equals(bytes)) changes.push(Number(next.headers.get('X-Tunnelcam-Captured-At')))
        bytes = now
        return changes.length === 5
      },
      30_000,
    )
    const lasted = (changes[4] ?? 0) - (changes[0] ?? 0)
    expect(lasted).toBeGreaterThan(3500)
    expect(lasted).toBeLessThan(6500)
  })
})

test.concurrent('a lower quality makes smaller JPEGs; without one those of the source are passed on', {
  timeout: 90_000,
}, async own => {
  const file = clip(['-loop', '1', '-i', noisy(), '-t', '2', '-r', '5', '-c:v', 'mjpeg', '-q:v', '2'], 'avi')
  const qualities = ['', ', quality: 95', ', quality: 60', ', quality: 10']
  const program = await started(
    own,
    qualities.map((options, index) => ({ id: `q${index}`, source: file, options })),
  )
  const stills: Uint8Array[] = []
  for (const [index] of qualities.entries()) stills.push((await still(program, `q${index}`)).bytes)
  expect(readFileSync(file).includes(Buffer.from(stills[0] ?? []))).toBe(true)
  const [passed = 0, best = 0, middle = 0, worst = 0] = stills.map(({ length }) => length)
  expect(best).toBeLessThanOrEqual(passed * 1.05)
  expect(middle).toBeLessThan(best * 0.7)
  expect(worst).toBeLessThan(middle * 0.7)
})
