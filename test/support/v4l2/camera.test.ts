import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { clip, fixtureFfmpeg } from '../ffmpeg.ts'
import { needs } from '../require.ts'
import { until } from '../until.ts'
import { everyKind, type PretendCameras, v4l2Cameras } from './camera.ts'

needs('v4l2')('a pretend V4L2 camera', () => {
  const opened: PretendCameras[] = []
  const plugIn = (...descriptions: Parameters<typeof v4l2Cameras>[0]) => {
    const cameras = v4l2Cameras(descriptions)
    opened.push(cameras)
    const [first] = cameras.cameras
    if (first === undefined) throw new Error('no camera')
    return { env: { ...process.env, ...cameras.env }, camera: first }
  }
  afterEach(() => {
    for (const cameras of opened.splice(0)) cameras.close()
  })
  const ffmpeg = (env: NodeJS.ProcessEnv, ...args: string[]) =>
    spawnSync(fixtureFfmpeg(), ['-nostdin', '-hide_banner', ...args], { env, encoding: 'utf8', timeout: 20_000 })

  test('FFmpeg lists its formats and sizes', () => {
    const { env } = plugIn({
      name: 'Front door',
      modes: [
        { kind: 'mjpeg', width: 1280, height: 720, rates: [30, 15] },
        { kind: 'mjpeg', width: 640, height: 480, rates: [30] },
        { kind: 'h264', width: 640, height: 480, rates: [30] },
        { kind: 'yuyv', width: 640, height: 480, rates: [30, 10] },
      ],
    })
    const { stderr } = ffmpeg(env, '-f', 'v4l2', '-list_formats', 'all', '-i', '/dev/video40')
    const formats = stderr.split('\n').flatMap(line => line.match(/(Raw|Compressed).*/)?.[0] ?? [])
    expect(formats.map(line => line.replace(/ +/g, ' '))).toEqual([
      'Raw : yuyv422 : YUYV 4:2:2 : 640x480',
      'Compressed: mjpeg : Motion-JPEG : 1280x720 640x480',
      'Compressed: h264 : H.264 : 640x480',
    ])
  })

  needs('v4l2-ctl')('under v4l2-ctl', () => {
    test('lists devices, formats, sizes and rates', () => {
      const { env } = plugIn({ name: 'Front door', modes: everyKind }, { name: 'Garden', modes: everyKind })
      const ctl = (...args: string[]) => spawnSync('v4l2-ctl', args, { env, encoding: 'utf8' }).stdout
      expect(ctl('--list-devices')).toBe(
        'Front door (platform:video40):\n\t/dev/video40\n\nGarden (platform:video41):\n\t/dev/video41\n\n',
      )
      const formats = ctl('-d', '/dev/video41', '--list-formats-ext')
      expect(formats).toContain("[1]: 'MJPG' (Motion-JPEG, compressed)")
      expect(formats).toContain('Interval: Discrete 0.067s (15.000 fps)')
    })
  })

  test.each(['mjpeg', 'h264', 'yuyv422'])('FFmpeg reads 30 pictures a second of %s, all different', format => {
    const { env } = plugIn({ modes: everyKind })
    const input = ['-f', 'v4l2', '-input_format', format, '-framerate', '30', '-video_size', '640x480']
    const { stdout, stderr, status } = ffmpeg(
      env,
      '-v',
      'error',
      ...input,
      '-i',
      '/dev/video40',
      '-frames:v',
      '45',
      '-f',
      'framemd5',
      '-',
    )
    const lines = stdout.split('\n').filter(line => /^0,/.test(line))
    expect({ status, pictures: new Set(lines.map(line => line.split(',')[5])).size }, stderr).toEqual({
      status: 0,
      pictures: 45,
    })
  })

  test('at a rate it offers, pictures come at that rate', () => {
    const { env } = plugIn({ modes: everyKind })
    const input = ['-f', 'v4l2', '-input_format', 'mjpeg', '-framerate', '15', '-video_size', '640x480']
    const start = performance.now()
    ffmpeg(env, '-v', 'error', ...input, '-i', '/dev/video40', '-frames:v', '30', '-c', 'copy', '-f', 'null', '-')
    expect((performance.now() - start) / 1000).toBeGreaterThan(1.8)
  })

  test('from a FIFO each picture is given when it has come', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-fifo-'))
    const fifo = join(folder, 'pictures')
    spawnSync('mkfifo', [fifo])
    const jpegs = readFileSync(clip(['-f', 'lavfi', '-i', 'testsrc2', '-frames:v', '3', '-f', 'mjpeg'], 'mjpeg'))
    const { env } = plugIn({ modes: [{ kind: 'mjpeg', width: 320, height: 240, rates: [30], clip: fifo }] })
    const reading = stream(env)
    const writing = openSync(fifo, 'r+')
    try {
      writeSync(writing, jpegs.subarray(0, jpegs.length - 2))
      await until(
        `the first two come: ${reading.said()}`,
        () => reading.bytes() >= jpegs.lastIndexOf('\xff\xd8', undefined, 'latin1'),
      )
      expect(reading.bytes()).toBeLessThan(jpegs.length)
      writeSync(writing, jpegs.subarray(jpegs.length - 2))
      await until('the third comes', () => reading.bytes() === jpegs.length)
    } finally {
      closeSync(writing)
      reading.stop()
      await reading.ended
      rmSync(folder, { recursive: true })
    }
  })

  test('Node sees it in /dev as a character device, and what sysfs says of it, until it is unplugged', () => {
    const { env, camera } = plugIn({ name: 'Front door', modes: everyKind })
    const script = `const fs = require('fs'); const dev = fs.readdirSync('/dev').filter(n => n.startsWith('video'))
      console.log(JSON.stringify({ dev, character: dev.map(n => fs.statSync('/dev/' + n).isCharacterDevice()),
        exists: fs.existsSync('/dev/video40'), classes: fs.readdirSync('/sys/class/video4linux'),
        name: fs.readdirSync('/sys/class/video4linux').map(n => fs.readFileSync('/sys/class/video4linux/' + n + '/name', 'utf8')) }))`
    const seen = () => JSON.parse(spawnSync(process.execPath, ['-e', script], { env, encoding: 'utf8' }).stdout)
    const here = { dev: ['video40'], character: [true], exists: true, classes: ['video40'], name: ['Front door\n'] }
    expect(seen()).toEqual(here)
    camera.unplug()
    expect(seen()).toEqual({ dev: [], character: [], exists: false, classes: [], name: [] })
    camera.replug()
    expect(seen()).toEqual(here)
  })

  // What a real uvcvideo camera does under FFmpeg, measured against a kernel's own.
  test('unplugged while it streams, FFmpeg ends by itself with exit 0; a second reader finds it busy', async () => {
    const { env, camera } = plugIn({ modes: everyKind })
    const reading = stream(env)
    await reading.flowing()
    const second = ffmpeg(env, '-v', 'error', '-f', 'v4l2', '-i', '/dev/video40', '-f', 'null', '-')
    expect(second.stderr).toContain('Device or resource busy')
    camera.unplug()
    expect(await reading.ended).toEqual([0, null])
    expect(reading.said()).toContain('No such device')
    const third = ffmpeg(env, '-v', 'error', '-f', 'v4l2', '-i', '/dev/video40', '-f', 'null', '-')
    expect(third.stderr).toContain('No such file or directory')
    camera.replug()
    const again = stream(env)
    await again.flowing()
    again.stop()
    await again.ended
  })

  test('frozen, it sends nothing and FFmpeg waits; thawed, it goes on', async () => {
    const { env, camera } = plugIn({ modes: everyKind })
    const reading = stream(env)
    await reading.flowing()
    camera.freeze()
    await until('the pictures in flight are through', () => reading.quietFor(400))
    expect(reading.running()).toBe(true)
    camera.thaw()
    await reading.flowing()
    reading.stop()
    await reading.ended
  })
})

function stream(env: NodeJS.ProcessEnv) {
  const args = ['-nostdin', '-v', 'error', '-f', 'v4l2', '-input_format', 'mjpeg', '-i', '/dev/video40']
  const child = spawn(fixtureFfmpeg(), [...args, '-c', 'copy', '-f', 'mjpeg', '-'], { env })
  let bytes = 0
  let lastAt = performance.now()
  let text = ''
  child.stdout.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length
    lastAt = performance.now()
  })
  child.stderr.on('data', chunk => {
    text += chunk
  })
  return {
    ended: once(child, 'exit'),
    said: () => text,
    bytes: () => bytes,
    running: () => child.exitCode === null,
    stop: () => child.kill(),
    quietFor: (ms: number) => performance.now() - lastAt > ms,
    flowing: async () => {
      const before = bytes
      await until(`pictures come${text && `: ${text}`}`, () => bytes > before + 50_000)
    },
  }
}
