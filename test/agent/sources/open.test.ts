import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Ffmpeg } from '../../../src/agent/ffmpeg/ffmpeg.ts'
import { findFfmpeg } from '../../../src/agent/ffmpeg/find.ts'
import { rpicamVid } from '../../../src/agent/sources/machine/command.ts'
import { screenInput } from '../../../src/agent/sources/machine/screen.ts'
import { openSource } from '../../../src/agent/sources/open.ts'
import type { CameraConfig } from '../../../src/config.ts'
import { behindTls } from '../../support/behindTls.ts'
import { clip } from '../../support/ffmpeg.ts'
import { httpMjpegCamera } from '../../support/httpMjpegCamera.ts'
import { needs } from '../../support/require.ts'
import { rtspCamera } from '../../support/rtspCamera.ts'
import { stillCamera } from '../../support/stillCamera.ts'
import { flvServer, hlsServer, rtmpServer, srtServer } from '../../support/streamServers.ts'
import { camera } from '../given.ts'

let ffmpeg: Ffmpeg
let folder: string
const open = (source: string, options: Partial<CameraConfig> = {}) =>
  openSource(camera({ source, ...options }), ffmpeg, AbortSignal.timeout(20_000))
/** The same where FFmpeg is 5.0 or newer; for sources that are not asked beforehand. */
const openByScript = (source: string) =>
  openSource(
    camera({ source }),
    { ...ffmpeg, has: { ...ffmpeg.has, scriptOptions: true } },
    AbortSignal.timeout(20_000),
  )

beforeAll(async () => {
  ffmpeg = await findFfmpeg({ env: process.env })
  folder = mkdtempSync(join(tmpdir(), 'tunnelcam-sources-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const picture = (width: number, extension = 'jpg') =>
  clip(['-f', 'lavfi', '-i', `testsrc2=size=${width}x240`, '-frames:v', '1'], extension)

/** A folder with these files: name → file to copy. */
function folderOf(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name)
  mkdirSync(path)
  for (const [file, from] of Object.entries(files)) copyFileSync(from, join(path, file))
  return path
}

describe('the test picture', () => {
  test('is 1280x720 at 30 a second, at its own speed', async () =>
    expect(await open('test:')).toEqual({
      kind: 'test',
      label: 'test picture',
      input: ['-re', '-f', 'lavfi', '-i', expect.stringContaining('scale=1280:720')],
      video: 'other',
      audio: 'none',
      frameRate: 30,
      size: { width: 1280, height: 720 },
    }))

  test('has the size and rate that are asked for', async () =>
    expect(await open('test:', { size: { width: 320, height: 240 }, rate: 10 })).toMatchObject({
      frameRate: 10,
      size: { width: 320, height: 240 },
    }))
})

describe('a folder of pictures', () => {
  test('is read in the order of the numbers in its names, whatever else is in them', async () => {
    const path = folderOf("pi'c %d 100%\n", {
      '10.jpg': picture(320),
      '9.JPG': picture(640),
      'notes.txt': picture(320),
    })
    const source = await open(`${path}/`)
    const pattern = source.input.at(-1)
    expect(source).toEqual({
      kind: 'pictures',
      label: `${path}/`,
      input: [
        '-re',
        '-threads',
        '1',
        '-f',
        'image2',
        '-framerate',
        '1',
        '-loop',
        '1',
        '-i',
        expect.stringMatching(/%06d\.jpg$/),
      ],
      video: 'other',
      audio: 'none',
      frameRate: 1,
      size: { width: 640, height: 240 },
      filters: ['scale=640:240:force_original_aspect_ratio=decrease', 'pad=640:240:(ow-iw)/2:(oh-ih)/2', 'setsar=1'],
    })
    expect((await open(path)).input.at(-1)).toBe(pattern)
  })

  test('may hold PNGs, at a rate', async () =>
    expect(await open(folderOf('png', { 'a.png': picture(320, 'png') }), { rate: 4 })).toMatchObject({
      frameRate: 4,
      input: expect.arrayContaining([expect.stringMatching(/%06d\.png$/)]),
    }))

  test('that holds both kinds is refused', async () => {
    const path = folderOf('both', { 'a.png': picture(320, 'png'), 'b.jpg': picture(320) })
    await expect(open(path)).rejects.toMatchObject({ code: 'folder_mixed' })
  })

  test('that is empty is refused', async () => {
    const path = folderOf('empty', {})
    await expect(open(path)).rejects.toMatchObject({
      code: 'folder_empty',
      message: `There is no JPEG or PNG in the folder ${path}.`,
    })
  })

  test('that is watched may be empty: its newest JPEG is fed to FFmpeg', async () => {
    const path = folderOf('watched', {})
    expect(await open(path, { watch: true })).toMatchObject({
      kind: 'watch',
      input: [
        '-probesize',
        '32',
        '-analyzeduration',
        '0',
        '-use_wallclock_as_timestamps',
        '1',
        '-f',
        'mpjpeg',
        '-i',
        'pipe:5',
      ],
      video: 'mjpeg',
      frameRate: 5,
      size: { width: 1280, height: 720 },
      feed: { folder: path },
    })
  })

  test('that is watched gives video of the size of its newest JPEG', async () => {
    const path = folderOf('watched2', { 'a.jpg': picture(320) })
    expect((await open(path, { watch: true })).size).toEqual({ width: 320, height: 240 })
  })
})

describe('a video file', () => {
  const h264 = () =>
    clip(
      [
        '-f',
        'lavfi',
        '-i',
        'testsrc2=size=320x240:rate=15',
        '-f',
        'lavfi',
        '-i',
        'sine',
        '-t',
        '1',
        '-c:v',
        'libx264',
        '-pix_fmt',
        'yuv420p',
      ],
      'mp4',
    )

  test('is looped at its own speed, its H.264 and AAC copied', async () =>
    expect(await open(h264())).toEqual({
      kind: 'file',
      label: h264(),
      input: ['-re', '-stream_loop', '-1', '-i', h264()],
      video: 'h264',
      audio: 'aac',
      frameRate: 15,
      size: { width: 320, height: 240 },
    }))

  test('that is missing is refused', async () =>
    expect(open('/nowhere/clip.mp4')).rejects.toMatchObject({
      code: 'source_missing',
      message: 'There is no file or folder at /nowhere/clip.mp4.',
    }))

  test('that is no video is refused', async () => {
    const path = join(folder, 'notes.mp4')
    writeFileSync(path, 'hello')
    await expect(open(path)).rejects.toMatchObject({
      code: 'not_video',
      message: `${path}: What comes is not video that FFmpeg can read.`,
    })
  })
})

describe('a single picture', () => {
  test.each(['jpg', 'png'])('(.%s) is shown over and over', async extension => {
    const path = picture(320, extension)
    const source = await open(path)
    expect(source).toMatchObject({ kind: 'pictures', label: path, frameRate: 1, size: { width: 320, height: 240 } })
    expect(source.input.slice(0, -1)).toEqual([
      '-re',
      '-threads',
      '1',
      '-f',
      'image2',
      '-framerate',
      '1',
      '-loop',
      '1',
      '-i',
    ])
  })

  test('that is missing is refused', async () =>
    expect(open('/nowhere/a.jpg')).rejects.toMatchObject({ code: 'source_missing' }))
})

describe('a list of files', () => {
  const video = () => clip(['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=15:duration=1', '-c:v', 'libx264'], 'mp4')

  test('is played in a loop, its H.264 copied', async () => {
    const path = join(folder, 'list.txt')
    writeFileSync(path, `file '${video()}'\n`.repeat(2))
    const loop = ffmpeg.has.scriptOptions ? ['-stream_loop', '-1'] : []
    expect(await open(path)).toMatchObject({
      kind: 'file',
      input: ['-re', ...loop, '-safe', '0', '-f', 'concat', '-i', path],
      audio: 'none',
    })
  })

  test('that is no such list is refused in words', async () => {
    const path = join(folder, 'notes.txt')
    writeFileSync(path, 'milk, eggs')
    await expect(open(path)).rejects.toMatchObject({
      code: 'not_a_list',
      message: `${path} is not a list of video files that FFmpeg can read.`,
    })
  })
})

describe('several files', () => {
  const video = (size: string, more: readonly string[] = []) =>
    clip(['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=15:duration=1`, ...more, '-pix_fmt', 'yuv420p'], 'mp4')
  const sound = ['-f', 'lavfi', '-i', 'sine=duration=1', '-shortest']

  test('are played in a loop, each fitted into the size of the first', async () => {
    const [one, other] = [video('320x240', sound), video('640x360', sound)]
    const loop = ffmpeg.has.scriptOptions ? ['-stream_loop', '-1'] : []
    expect(await open('files:', { files: [one, other] })).toEqual({
      kind: 'file',
      label: `${one}, ${other}`,
      input: ['-re', ...loop, '-protocol_whitelist', 'file,pipe', '-f', 'concat', '-safe', '0', '-i', 'pipe:5'],
      script: `ffconcat version 1.0\nfile 'file:${one}'\nfile 'file:${other}'\n`,
      video: 'other',
      audio: 'other',
      frameRate: 15,
      size: { width: 320, height: 240 },
      filters: expect.arrayContaining(['scale=320:240:force_original_aspect_ratio=decrease']),
    })
  })

  test('have no sound where one has none', async () =>
    expect((await open('files:', { files: [video('320x240', sound), video('640x360')] })).audio).toBe('none'))

  test('of two codecs are refused in words', async () => {
    const [one, other] = [video('320x240'), video('320x240', ['-c:v', 'mpeg4'])]
    await expect(open('files:', { files: [one, other] })).rejects.toMatchObject({
      code: 'files_mixed',
      message: `${one} is h264, ${other} is mpeg4: a list shows one kind of video.`,
    })
  })

  test('of which one is missing are refused in words', () =>
    expect(open('files:', { files: [video('320x240'), '/nowhere/b.mp4'] })).rejects.toMatchObject({
      code: 'source_missing',
      message: 'There is no file or folder at /nowhere/b.mp4.',
    }))
})

describe('the screen', () => {
  test.each([
    ['linux', 'screen:', { DISPLAY: ':0' }, '-f x11grab -framerate 15 -i :0'],
    ['linux', 'screen::1.0+10,20', {}, '-f x11grab -framerate 15 -i :1.0+10,20'],
    ['linux', 'screen:kms', { DISPLAY: ':0' }, '-device /dev/dri/card0 -f kmsgrab -framerate 15 -i -'],
    ['linux', 'screen:kms:/dev/dri/card1', {}, '-device /dev/dri/card1 -f kmsgrab -framerate 15 -i -'],
    ['win32', 'screen:', {}, '-f gdigrab -framerate 15 -i desktop'],
    ['darwin', 'screen:1', {}, '-f avfoundation -capture_cursor 1 -framerate 15 -i Capture screen 1:none'],
  ])('of %s, as %s, is read by FFmpeg', (platform, source, env, args) =>
    expect(screenInput({ source }, { platform, env }).join(' ')).toBe(`-probesize 32 -analyzeduration 0 ${args}`),
  )

  test('is refused where there is none', () =>
    expect(() => screenInput({ source: 'screen:' }, { platform: 'linux', env: {} })).toThrow('DISPLAY is not set'))
})

needs('ffmpeg', 'proc')('the screen of a graphics card', () => {
  test('that there is not is refused in words', () =>
    expect(open('screen:kms:/dev/dri/card99')).rejects.toMatchObject({
      code: 'no_screen',
      message: 'The screen: This graphics card can’t be opened: it is not there, or this user may not.',
    }))
})

test.each([
  ['avfoundation:FaceTime HD Camera', 'avfoundation -framerate 30 -video_size 640x480 -i FaceTime HD Camera:none'],
  ['dshow:Integrated Camera', 'dshow -video_size 640x480 -i video=Integrated Camera'],
])('%s is asked for its size', async (source, args) =>
  expect((await open(source, { size: { width: 640, height: 480 } })).input.join(' ')).toBe(
    `-probesize 32 -analyzeduration 0 -f ${args}`,
  ),
)

describe('what only the configuration file can name', () => {
  test('FFmpeg’s own arguments are used as they are', async () => {
    const args = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=15']
    const source = await open('ffmpeg:', { ffmpeg: args })
    expect(source).toMatchObject({ kind: 'ffmpeg', label: args.at(-1), input: args, video: 'other' })
  })

  test.each([
    ['h264', '-flags low_delay -use_wallclock_as_timestamps 1 -f h264 -i pipe:5', 'h264'],
    ['mjpeg', '-use_wallclock_as_timestamps 1 -probesize 32 -analyzeduration 0 -f mjpeg -i pipe:5', 'mjpeg'],
    ['mpegts', '-f mpegts -i pipe:5', 'other'],
  ])('a command’s %s is fed to FFmpeg', async (inputFormat, args, video) => {
    const command = ['cat', '/nowhere']
    const source = await open('exec:', { exec: command, inputFormat })
    expect(source).toMatchObject({ kind: 'exec', label: 'exec: cat', video, feed: { command } })
    expect(source.input.join(' ')).toBe(args)
  })

  test('a Raspberry Pi’s camera is a command of its own', () =>
    expect(rpicamVid('/usr/bin/rpicam-vid', { size: { width: 640, height: 480 }, rate: 15, bitrate: 1000 })).toEqual([
      ...['/usr/bin/rpicam-vid', '--timeout', '0', '--nopreview', '--codec', 'h264', '--inline', '--flush'],
      ...['--width', '640', '--height', '480', '--framerate', '15'],
      ...['--bitrate', '1000000', '--intra', '15', '--output', '-'],
    ]))
})

describe('an IP camera', () => {
  test('is asked over TCP, and its H.264 copied', async () => {
    const ip = await rtspCamera()
    const source = await open(ip.url)
    await ip.close()
    expect(source).toMatchObject({ kind: 'rtsp', label: ip.url, video: 'h264', audio: 'none' })
    expect(source.input.slice(-6)).toEqual([
      '-rtsp_transport',
      'tcp',
      expect.stringMatching(/^-s?timeout$/),
      '10000000',
      '-i',
      ip.url,
    ])
  })

  test('with sound is looked at a little longer', async () => {
    const ip = await rtspCamera({ audio: 'aac' })
    const source = await open(ip.url)
    await ip.close()
    expect(source).toMatchObject({ video: 'h264', audio: 'aac', size: { width: 640, height: 360 } })
    expect(source.input.slice(0, 2)).toEqual(['-analyzeduration', '500000'])
  })

  test('with sound that is not wanted sends none', async () => {
    const ip = await rtspCamera({ audio: 'aac' })
    const source = await open(ip.url, { audio: false })
    await ip.close()
    expect(source).toMatchObject({ audio: 'none' })
    expect(source.input.join(' ')).toContain('-allowed_media_types video')
  })

  test('that refuses the password says so, without the password', async () => {
    const ip = await rtspCamera({ login: 'door:right' })
    const url = ip.url.replace('rtsp://', 'rtsp://door:wrong@')
    const refused = open(url)
    await expect(refused).rejects.toMatchObject({
      code: 'unauthorized',
      message: `${url.replace('wrong', '***')}: The camera refused the user name or password (401 Unauthorized).`,
    })
    await ip.close()
  })

  test('that is off is refused', async () => {
    const ip = await rtspCamera()
    await ip.close()
    await expect(open(ip.url)).rejects.toMatchObject({ code: 'connection_refused' })
  })
})

describe('a stream of a media server', () => {
  const look = ['-analyzeduration', '500000']
  test.each([
    ['rtmp', rtmpServer, [...look, '-thread_type', 'slice', '-rtmp_live', 'live', '-rw_timeout', '10000000']],
    ['flv', flvServer, [...look, '-thread_type', 'slice', '-rw_timeout', '10000000']],
    ['hls', hlsServer, [...look, '-re', '-thread_type', 'slice', '-rw_timeout', '10000000']],
  ] as const)('by %s is looked at, and its H.264 and AAC copied', async (kind, start, args) => {
    const server = await start()
    const source = await open(server.url)
    await server.close()
    const size = { width: 320, height: 240 }
    expect(source).toMatchObject({ kind, label: server.url, video: 'h264', audio: 'aac', size })
    expect(source.input).toEqual([...args, '-i', server.url])
  })

  test.each([
    ['http://me:wrong@HOST/live.flv', 'unauthorized'],
    ['http://me:wrong@HOST/index.m3u8', 'unauthorized'],
    ['http://me:right@HOST/other.flv', 'not_found'],
    ['http://me:right@HOST/other.m3u8', 'not_found'],
    ['rtmp://127.0.0.1:1/live/front', 'connection_refused'],
    ['http://127.0.0.1:1/live.flv', 'connection_refused'],
    ['http://127.0.0.1:1/index.m3u8', 'connection_refused'],
    ['rtmp://front.door.invalid/live/front', 'name_unknown'],
    ['srt://front.door.invalid:9000', 'name_unknown'],
  ])('%s: %s', async (address, code) => {
    const server = await flvServer({ login: 'me:right' })
    const refused = open(address.replace('HOST', new URL(server.url).host))
    await expect(refused).rejects.toMatchObject({ code, message: expect.not.stringContaining('wrong@') })
    await server.close()
  })

  test.each(['live.flv', 'index.m3u8'])('that is a web page, as %s, is refused', async path => {
    const web = await httpMjpegCamera({ fault: 'html' })
    const refused = open(web.url.replace(/[^/]*$/, path))
    await expect(refused).rejects.toMatchObject({ code: 'not_video' })
    await web.close()
  })
})

needs('srt')('a stream by SRT', () => {
  test('is looked at, and its H.264 and AAC copied', async () => {
    const server = await srtServer()
    const source = await open(server.url)
    await server.close()
    expect(source).toMatchObject({ kind: 'srt', label: server.url, video: 'h264', audio: 'aac' })
    const look = ['-analyzeduration', '500000', '-thread_type', 'slice', '-rw_timeout', '10000000']
    expect(source.input).toEqual([...look, '-i', server.url])
  })

  test('that is off is refused', async () => {
    await expect(open('srt://127.0.0.1:1')).rejects.toMatchObject({ code: 'connection_refused' })
  })

  test('that refuses the passphrase says so', async () => {
    const server = await srtServer('the-right-one')
    await expect(open(server.url.replace('right', 'wrong'))).rejects.toMatchObject({
      code: expect.stringMatching('unauthorized|connection_refused'), // as libsrt is built: not all say why
      message: expect.stringMatching(/passphrase=\*\*\*: .*refuse[sd] the passphrase/),
    })
    await server.close()
  })
})

describe('an address of one picture', () => {
  test('that does not look like one is told from a stream by its type', async () => {
    const [web, stream] = await Promise.all([stillCamera({ login: 'me:right' }), httpMjpegCamera()])
    const kindOf = async (address: string) => (await open(address, { inputFormat: 'mjpeg' })).kind
    const address = web.urlWithLogin.replace('snapshot.jpg', 'current')
    expect(await Promise.all([kindOf(address), kindOf(stream.url)])).toEqual(['still', 'mjpeg'])
    await Promise.all([web.close(), stream.close()])
  })

  test('is fetched once for its size, and then fed to FFmpeg', async () => {
    const web = await stillCamera()
    const source = await open(`still:${web.url}`)
    await web.close()
    expect(source).toEqual({
      kind: 'still',
      label: `still:${web.url}`,
      input: [
        ...['-probesize', '32', '-analyzeduration', '0', '-use_wallclock_as_timestamps', '1'],
        ...['-f', 'mpjpeg', '-i', 'pipe:5'],
      ],
      video: 'mjpeg',
      audio: 'none',
      frameRate: 5,
      size: { width: 640, height: 360 },
      filters: ['scale=640:360:force_original_aspect_ratio=decrease', 'pad=640:360:(ow-iw)/2:(oh-ih)/2', 'setsar=1'],
      feed: { address: web.url, perSecond: 1 },
    })
  })

  test('is fetched as often as is asked for', async () => {
    const web = await stillCamera()
    expect(await open(web.url, { rate: 8 })).toMatchObject({ frameRate: 8, feed: { perSecond: 8 } })
    await web.close()
  })

  test('that is not there is refused, without its password', async () => {
    const web = await stillCamera({ login: 'me:right' })
    await expect(open(web.urlWithLogin.replace('right', 'wrong'))).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringMatching(/^http:\/\/me:\*\*\*@.*: The camera refused the user name or password/),
    })
    await web.close()
  })
})

describe('a camera behind TLS', () => {
  test.each([
    ['rtsps', rtspCamera, '/stream'],
    ['https', flvServer, '/live.flv'],
    ['https', hlsServer, '/index.m3u8'],
  ] as const)('(%s) whose certificate is unknown is refused, but when any will do', async (scheme, start, path) => {
    const camera = await start()
    const front = await behindTls(Number(new URL(camera.url).port))
    const url = `${scheme}://127.0.0.1:${front.port}${path}`
    await expect(open(url)).rejects.toMatchObject({
      code: 'certificate_unknown',
      message: expect.stringContaining('certificate: any takes it all the same.'),
    })
    expect(await open(url, { certificate: 'any' })).toMatchObject({ video: 'h264' })
    await front.close()
    await camera.close()
  })

  test('by HTTP MJPEG is checked by FFmpeg', async () => {
    expect((await open('https://127.0.0.1/a')).input.join(' ')).toContain('-tls_verify 1 ')
    expect((await open('https://127.0.0.1/a', { certificate: 'any' })).input).not.toContain('-tls_verify')
    expect((await openByScript('https://me:secret@127.0.0.1/a')).script).toContain("option tls_verify '1'\n")
  })
})

describe('an HTTP MJPEG camera', () => {
  test('is not asked beforehand, and its JPEGs are copied', async () => {
    const web = await httpMjpegCamera()
    expect(await open(web.url)).toEqual({
      kind: 'mjpeg',
      label: web.url,
      input: [
        ...['-probesize', '32', '-analyzeduration', '0', '-rw_timeout', '10000000'],
        ...['-use_wallclock_as_timestamps', '1', '-f', 'mpjpeg', '-i', web.url],
      ],
      video: 'mjpeg',
      audio: 'none',
    })
    expect(web.heard()).toBe(0)
    await web.close()
  })

  test('with a password is named in a script, in no argument', async () => {
    const source = await openByScript('http://door:secret@127.0.0.1/a')
    expect(source.label).toBe('http://door:***@127.0.0.1/a')
    expect(source.input.join(' ')).not.toContain('secret')
    expect(source.script).toContain("file 'http://door:secret@127.0.0.1/a'\n")
  })

  test('is thinned to a rate that is asked for, which says nothing of what it gives', async () => {
    const source = await open('http://127.0.0.1/a', { rate: 10 })
    expect(source).toMatchObject({ video: 'other', filters: [expect.stringMatching(/^select=/)] })
    expect(source.frameRate).toBeUndefined()
  })

  test('is encoded when another size is asked for', async () =>
    expect(await open('http://127.0.0.1/a', { size: { width: 320, height: 240 } })).toMatchObject({
      video: 'other',
      size: { width: 320, height: 240 },
    }))
})

test('a source of no known kind is refused', async () =>
  expect(open('gopher://user:secret@host/')).rejects.toMatchObject({
    code: 'source_unknown',
    message: '"gopher://user:***@host/" is not a kind of source that is known.',
  }))

test('an aborted signal ends it', async () => {
  const reason = new Error('no longer wanted')
  await expect(openSource(camera(), ffmpeg, AbortSignal.abort(reason))).rejects.toBe(reason)
})
