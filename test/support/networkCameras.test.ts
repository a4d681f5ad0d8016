import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { fixtureFfmpeg } from './ffmpeg.ts'
import { type HttpMjpegOptions, httpMjpegCamera, jpegs } from './httpMjpegCamera.ts'
import { type RtspCameraOptions, rtspCamera } from './rtspCamera.ts'
import type { TestsOwn } from './testsOwn.ts'
import { until } from './until.ts'

// Made before anything runs: FFmpeg holds this whole process up while it makes them.
jpegs()

// Each starts an FFmpeg or two: more of them at once, and a small machine would keep them waiting for each other.
// These run beside each other, as all of them wait for pictures most of the time.
vi.setConfig({ maxConcurrency: 4 })

const rtsp = async ({ onTestFinished }: TestsOwn, options: RtspCameraOptions) => {
  const camera = await rtspCamera(options)
  onTestFinished(() => camera.close())
  return camera
}
const mjpeg = async ({ onTestFinished }: TestsOwn, options: HttpMjpegOptions) => {
  const camera = await httpMjpegCamera(options)
  onTestFinished(() => camera.close())
  return camera
}

/** Reads with FFmpeg to the end; how many video frames and how many sounds came, and what it said. */
async function read(args: readonly string[], frames?: number) {
  const until = frames === undefined ? [] : ['-frames:v', String(frames)]
  const output = [...until, '-c', 'copy', '-f', 'framecrc', '-']
  const child = spawn(fixtureFfmpeg(), ['-nostdin', '-v', 'error', ...args, ...output], { timeout: 15_000 })
  let out = ''
  let text = ''
  child.stdout.on('data', chunk => {
    out += chunk
  })
  child.stderr.on('data', chunk => {
    text += chunk
  })
  const [code] = await once(child, 'close')
  const count = (stream: number) => out.split('\n').filter(line => line.startsWith(`${stream},`)).length
  return {
    code,
    video: count(0),
    audio: count(1),
    codecs: [...out.matchAll(/codec_id.*: (\w+)/g)].map(m => m[1]),
    text,
  }
}
const overTcp = (url: string) => ['-rtsp_transport', 'tcp', '-i', url]

describe('a pretend RTSP camera', { concurrent: true }, () => {
  test.for<[RtspCameraOptions, string[]]>([
    [{}, ['h264']],
    [{ audio: 'aac' }, ['h264', 'aac']],
    [{ audio: 'pcmu' }, ['h264', 'pcm_mulaw']],
    [{ video: 'mjpeg' }, ['mjpeg']],
  ])('%o is read by FFmpeg', async ([options, codecs], own) => {
    const { url } = await rtsp(own, options)
    const seen = await read(overTcp(url), 30)
    expect({ code: seen.code, video: seen.video, codecs: seen.codecs }, seen.text).toEqual({
      code: 0,
      video: 30,
      codecs,
    })
    expect(seen.audio > 0).toBe(codecs.length === 2)
  })

  test('its keyframes are as far apart as asked', async own => {
    const { url } = await rtsp(own, { keyframeSeconds: 2, rate: 10 })
    const child = ['-rtsp_transport', 'tcp', '-skip_frame', 'nokey', '-i', url]
    const start = performance.now()
    const decode = spawn(fixtureFfmpeg(), ['-nostdin', '-v', 'error', ...child, '-frames:v', '2', '-f', 'null', '-'])
    await once(decode, 'close')
    expect((performance.now() - start) / 1000).toBeGreaterThan(1.9)
  })

  test('without its login it answers 401, with it it plays', async own => {
    const camera = await rtsp(own, { login: 'admin:secret' })
    const refused = await read(overTcp(camera.url), 5)
    expect(refused.text).toMatch(/401/)
    expect((await read(overTcp(camera.urlWithLogin), 5)).video).toBe(5)
  })

  test('paused it falls silent, killed it hangs up, restarted it is at the same address', async own => {
    const camera = await rtsp(own, {})
    const first = read(overTcp(camera.url))
    await until('it plays', () => camera.viewers() === 1)
    camera.pause()
    await camera.kill()
    expect((await first).code).not.toBeNull()
    camera.resume()
    await camera.restart()
    expect((await read(overTcp(camera.url), 5)).video).toBe(5)
  })
})

describe('a pretend HTTP MJPEG camera', { concurrent: true }, () => {
  test.for<HttpMjpegOptions>([{}, { login: 'admin:secret' }])('%o is read by FFmpeg', async (options, own) => {
    const { urlWithLogin } = await mjpeg(own, options)
    expect((await read(['-f', 'mpjpeg', '-i', urlWithLogin], 10)).video).toBe(10)
  })

  // Asked by hand: an FFmpeg of 2018 reads one picture of such a camera and stops.
  test.for<[boolean, RegExp]>([
    [true, /^--frame\r\nContent-Type: image\/jpeg\r\nContent-Length: \d+\r\n\r\n\xff\xd8/],
    [false, /^--frame\r\nContent-Type: image\/jpeg\r\n\r\n\xff\xd8/],
  ])('with Content-Length %s, a part begins so', async ([contentLength, beginning], own) => {
    const { url } = await mjpeg(own, { contentLength })
    let text = ''
    for await (const chunk of (await fetch(url)).body ?? []) {
      text += Buffer.from(chunk).toString('latin1')
      if (text.includes('\xff\xd8')) break
    }
    expect(text).toMatch(beginning)
  })

  test.for<[HttpMjpegOptions, RegExp]>([
    [{ login: 'admin:secret' }, /401/],
    [{ fault: 'html' }, /boundary|Invalid data|End of file/i],
  ])('%o is refused by FFmpeg', async ([options, said], own) => {
    const { url } = await mjpeg(own, options)
    const seen = await read(['-f', 'mpjpeg', '-i', url], 10)
    expect(seen.code).not.toBe(0)
    expect(seen.text).toMatch(said)
  })

  test('truncated, the connection ends in the middle of a picture; silent, it stays open', async own => {
    const { url } = await mjpeg(own, { fault: 'truncated' })
    expect((await read(['-f', 'mpjpeg', '-i', url])).video).toBeLessThan(6)
    const camera = await mjpeg(own, { fault: 'silent' })
    const body = (await fetch(camera.url)).body?.getReader()
    if (body === undefined) throw new Error('no body')
    const quiet = () => new Promise<undefined>(resolve => setTimeout(() => resolve(undefined), 400))
    let text = ''
    for (let chunk = body.read(); ; chunk = body.read()) {
      const read = await Promise.race([chunk, quiet()])
      if (read === undefined) break
      text += new TextDecoder('latin1').decode(read.value)
    }
    expect(text.match(/^--frame/gm)).toHaveLength(5)
    expect(camera.viewers()).toBe(1)
    await body?.cancel()
  })

  test('garbage comes in the shape of a picture', async own => {
    const { url } = await mjpeg(own, { fault: 'garbage' })
    const decoded = spawn(fixtureFfmpeg(), [
      '-nostdin',
      '-v',
      'error',
      '-f',
      'mpjpeg',
      '-i',
      url,
      '-frames:v',
      '10',
      '-f',
      'null',
      '-',
    ])
    let text = ''
    decoded.stderr.on('data', chunk => {
      text += chunk
    })
    await once(decoded, 'close')
    expect(text).not.toBe('')
  })
})
