import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex, Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { captureArgs } from '../../../src/agent/ffmpeg/args.ts'
import { ofFfmpegInstaller } from '../../../src/agent/ffmpeg/candidates.ts'
import type { Ffmpeg } from '../../../src/agent/ffmpeg/ffmpeg.ts'
import { findFfmpeg } from '../../../src/agent/ffmpeg/find.ts'
import { reasonFromLog } from '../../../src/agent/ffmpeg/reason.ts'
import { output } from '../../../src/agent/process/output.ts'
import { openSource } from '../../../src/agent/sources/open.ts'
import type { CameraConfig } from '../../../src/config.ts'
import { clip } from '../../support/ffmpeg.ts'
import { everyFraming, httpMjpegCamera, jpegs } from '../../support/httpMjpegCamera.ts'
import { type LoginScheme, withLogin } from '../../support/login.ts'
import { rtspCamera } from '../../support/rtspCamera.ts'
import { flvServer, hlsServer, rtmpServer, sentClip, srtServer } from '../../support/streamServers.ts'
import { camera } from '../given.ts'

// Each starts an FFmpeg or a program: more of them at once, and a small machine would keep them waiting for each other.
vi.setConfig({ maxConcurrency: 4 })

/** Runs a capture of both kinds until each pipe has what is looked for; resolves with what FFmpeg complained about. */
async function captured(ffmpeg: Ffmpeg, source: string, options: Partial<CameraConfig> = {}): Promise<string> {
  const config = camera({ source, ...options })
  const opened = await openSource(config, ffmpeg, AbortSignal.timeout(10_000))
  const wanted = new Set(['video', 'jpeg'] as const)
  const args = captureArgs(opened, { wanted, passthrough: true, camera: config, ffmpeg })
  const child = spawn(ffmpeg.path, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'] })
  const [, , stderr, flv, mpjpeg, script] = child.stdio as unknown as Duplex[] // stdio[2..5] are pipes, as asked for above.
  script?.on('error', () => undefined) // FFmpeg may be killed before it has read it.
  script?.end(opened.script ?? '')
  const log = seen(stderr, () => false)
  await Promise.race([Promise.all([seen(flv, hasPictures), seen(mpjpeg, hasJpegs)]), log])
  child.kill('SIGKILL')
  return log
}

/** The text of a stream up to where it holds what is looked for, or to its end. */
function seen(stream: Readable | undefined, holds: (text: string) => boolean): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    stream?.setEncoding('latin1').on('data', (piece: string) => {
      text += piece
      if (holds(text)) resolve(text)
    })
    stream?.on('close', () => resolve(text))
  })
}

// An AVC sequence header whose avcC is not empty (version 1), and a keyframe.
const hasPictures = (text: string) =>
  text.startsWith('FLV') && text.includes('\x17\0\0\0\0\x01') && text.includes('\x17\x01')
const hasJpegs = (text: string) => text.split('Content-type: image/jpeg').length > 2

async function readsSrt({ path }: Ffmpeg): Promise<boolean> {
  return /^ *srt$/m.test((await output(path, ['-hide_banner', '-protocols'], { seconds: 10 })).stdout)
}

/** Ones that FFmpeg makes are made before anything runs: it holds this whole process up, and cameras with it. */
const picture = (size: string, extension: string) =>
  clip(['-f', 'lavfi', '-i', `testsrc2=size=${size}`, '-frames:v', '1'], extension)
const manySizes = (extension: string) =>
  [extension, ['320x241', '641x480', '64x64'].map(size => picture(size, extension))] as const
const folders = [manySizes('jpg'), manySizes('png')]
const single = picture('320x240', 'jpg')
const video = (size: string, seconds: number, ...more: readonly string[]) => {
  const input = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=15`, ...more, '-t', String(seconds)]
  return clip([...input, '-c:v', 'libx264', '-pix_fmt', 'yuv420p'], 'mp4')
}
const videos = {
  small: video('320x240', 2),
  withSound: video('320x240', 2, '-f', 'lavfi', '-i', 'sine'),
  short: video('320x240', 1),
  large: video('640x360', 1),
}
sentClip()
jpegs()

const login = "me:p@ss's /w?rd#1%&:"

const ffmpegs = [
  ['the FFmpeg that is found', () => findFfmpeg({ env: process.env })],
  ['the FFmpeg of the npm registry', async () => findFfmpeg({ option: await ofFfmpegInstaller(), env: {} })],
] as const

// Beside each other: what they wait for most of the time is the first keyframe.
describe.each(ffmpegs)('with %s', { concurrent: true }, (_, find) => {
  let ffmpeg: Ffmpeg
  let folder: string
  beforeAll(async () => {
    ffmpeg = await find()
    folder = mkdtempSync(join(tmpdir(), 'tunnelcam-running-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each([30, 12.5])('the test picture gives both kinds at %d a second', async rate =>
    expect(await captured(ffmpeg, 'test:', { rate })).toBe(''),
  )

  test('a clip gives both kinds', async () => expect(await captured(ffmpeg, videos.withSound)).toBe(''))

  test.each(folders)('a folder of .%s pictures of many sizes gives both kinds', async (extension, files) => {
    const pictures = join(folder, extension)
    await mkdir(pictures)
    for (const [index, file] of files.entries()) await copyFile(file, join(pictures, `${index}.${extension}`))
    expect(await captured(ffmpeg, pictures, { rate: 10 })).toBe('')
  })

  test.each(['none', 'aac', 'pcmu'] as const)('an IP camera with sound: %s, gives both kinds', async audio => {
    const ip = await rtspCamera({ audio })
    const log = await captured(ffmpeg, ip.url)
    await ip.close()
    expect(log).toBe('')
  })

  test('an IP camera whose microphone is off gives both kinds', async () => {
    const ip = await rtspCamera({ audio: 'aac' })
    ip.mute()
    const log = await captured(ffmpeg, ip.url)
    await ip.close()
    expect(log).toBe('')
  })

  test.each<[LoginScheme, 'tcp' | 'udp', 'none' | 'aac' | 'pcmu']>([
    ['basic', 'tcp', 'none'],
    ['digest', 'tcp', 'aac'],
    ['basic', 'udp', 'pcmu'],
    ['digest', 'udp', 'none'],
  ])('an IP camera with a password (%s, over %s, sound: %s) gives both kinds', async (scheme, transport, audio) => {
    const ip = await rtspCamera({ login, scheme, audio })
    const log = await captured(ffmpeg, ip.urlWithLogin, { transport })
    await ip.close()
    expect(log).toBe('')
  })

  test.each<LoginScheme>(['basic', 'digest'])('an HTTP MJPEG camera with a password (%s) gives both', async scheme => {
    const web = await httpMjpegCamera({ login, scheme })
    const log = await captured(ffmpeg, web.urlWithLogin.replace('127.0.0.1', 'localhost'))
    await web.close()
    expect(log).toBe('')
  })

  test('a single picture gives both kinds', async () => expect(await captured(ffmpeg, single, { rate: 10 })).toBe(''))

  test('a list of files gives both kinds', async () => {
    const path = join(folder, 'list.ffconcat')
    await writeFile(path, `ffconcat version 1.0\n${`file '${videos.small}'\n`.repeat(2)}`)
    expect(await captured(ffmpeg, path)).toBe('')
  })

  test('several files of different sizes, with a quote in a name, give both kinds', async () => {
    const odd = join(folder, "it's %d.mp4")
    await copyFile(videos.large, odd)
    expect(await captured(ffmpeg, 'files:', { files: [videos.short, odd] })).toBe('')
  })

  test.each([
    ['RTMP', rtmpServer, ''],
    ['FLV over HTTP', flvServer, ''],
    ['FLV over HTTP, with a password', () => flvServer({ login }), login],
    ['HLS', hlsServer, ''],
    ['HLS, with a password', () => hlsServer({ login }), login],
  ])('%s gives both kinds', async (_, start, login) => {
    const server = await start()
    const log = await captured(ffmpeg, withLogin(server.url.replace('127.0.0.1', 'localhost'), login || undefined))
    await server.close()
    expect(log).toBe('')
  })

  test.for([undefined, 'let-me-in-please'])(
    'SRT with the passphrase %s gives both kinds',
    async (passphrase, { skip }) => {
      if (!(await readsSrt(ffmpeg))) skip('this FFmpeg is built without SRT')
      const server = await srtServer(passphrase)
      const log = await captured(ffmpeg, server.url)
      await server.close()
      expect(log).toBe('')
    },
  )

  test.each(everyFraming)('an HTTP MJPEG camera gives both kinds, its framing: %s', async framing => {
    const web = await httpMjpegCamera({ framing })
    const odd = ['old ESP32-CAM, without a boundary at first', 'parts without a type', 'parts of image/jpg']
    const unframed = odd.includes(framing) || framing === 'JPEGs one after another'
    const log = await captured(ffmpeg, web.url, unframed ? { inputFormat: 'mjpeg' } : {})
    await web.close()
    expect(log).toBe('')
  })

  test.each([{}, { inputFormat: 'mjpeg' }])(
    'an HTTP MJPEG camera that tells no lengths, read with %j',
    async options => {
      const web = await httpMjpegCamera({ contentLength: false })
      const log = await captured(ffmpeg, web.url, options)
      await web.close()
      // FFmpeg 4.0 takes the lines after a JPEG for its own, and ends: then it is read the other way.
      const { code } = reasonFromLog(log.split('\n'))
      expect(log === '' || code).toBe(ffmpeg.has.scriptOptions || 'inputFormat' in options ? true : 'not_mjpeg')
    },
  )

  test('an HTTP MJPEG camera gives both kinds', async () => {
    const web = await httpMjpegCamera()
    const log = await captured(ffmpeg, web.url.replace('127.0.0.1', 'localhost'))
    await web.close()
    expect(log).toBe('')
  })
})
