import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import picocolors from 'picocolors'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AgentError } from '../../src/agent/error.ts'
import type { Ffmpeg } from '../../src/agent/ffmpeg/ffmpeg.ts'
import { findFfmpeg } from '../../src/agent/ffmpeg/find.ts'
import type { Device } from '../../src/agent/v4l2/devices.ts'
import { examineCameras } from '../../src/cli/doctor/cameras.ts'
import { examineConfig } from '../../src/cli/doctor/config.ts'
import { encoders, examineFfmpeg, howToGetFfmpeg } from '../../src/cli/doctor/ffmpeg.ts'
import { examineHardware, hardware } from '../../src/cli/doctor/hardware.ts'
import { examinePort } from '../../src/cli/doctor/port.ts'
import { examineTunnel } from '../../src/cli/doctor/tunnel.ts'
import { doctorText } from '../../src/cli/doctor.ts'
import { fixtureFfmpeg } from '../support/ffmpeg.ts'

const install = 'sudo apt install ffmpeg'
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunnelcam-doctor-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('encoders of `ffmpeg -encoders`', () => {
  const list = (...names: string[]) =>
    ['Encoders:', ' V..... = Video', ...names.map(name => ` V....D ${name.padEnd(20)} text`)].join('\n')
  test.each([
    ['all that is needed', ['libx264', 'mjpeg', 'aac'], { state: 'ok', detail: 'libx264, mjpeg, aac' }],
    ['no libx264', ['libx264rgb', 'mjpeg', 'aac'], { state: 'missing', detail: 'libx264 missing', mend: install }],
    ['no aac', ['libx264', 'mjpeg'], { state: 'gap', detail: 'aac missing', mend: install }],
    ['none', [], { state: 'missing', detail: 'libx264, mjpeg, aac missing', mend: install }],
  ])('%s', (_, names, finding) => expect(encoders(list(...names), install)).toEqual({ what: 'Encoders', ...finding }))
})

describe('hardware that encodes', () => {
  const vaapi = { name: 'h264_vaapi', device: '/dev/dri/renderD128' } as const
  const cuda = [{ name: 'h264_nvenc' }, 'Cannot load libcuda.so.1.'] as const
  test.each([
    [
      'some',
      [cuda, [vaapi, undefined]],
      {
        state: 'ok',
        detail:
          'h264_vaapi on /dev/dri/renderD128 can encode; --encoder auto uses it. h264_nvenc: Cannot load libcuda.so.1.',
      },
    ],
    [
      'none',
      [cuda],
      {
        state: 'gap',
        detail: 'none can encode here, so libx264 does, which costs CPU. h264_nvenc: Cannot load libcuda.so.1.',
      },
    ],
  ] as const)('%s', (_, tried, finding) => expect(hardware(tried)).toEqual({ what: 'Hardware', ...finding }))

  test('is tried, here too', async () => {
    const ffmpeg = findFfmpeg({ option: fixtureFfmpeg(), env: {} })
    const [finding] = await examineHardware(ffmpeg, 'linux')
    for (const name of ['h264_nvenc', 'h264_vaapi', 'h264_qsv', 'h264_v4l2m2m']) expect(finding?.detail).toContain(name)
    expect(await examineHardware(ffmpeg, 'sunos')).toEqual([])
    expect(await examineHardware(Promise.reject(new Error('no FFmpeg')), 'linux')).toEqual([])
  })
})

test('FFmpeg that was not found is missing, with the command that installs it', async () => {
  const search = Promise.reject(new AgentError('ffmpeg_missing', 'FFmpeg was not found.'))
  expect(await examineFfmpeg(search, install)).toEqual([
    { state: 'missing', what: 'FFmpeg', detail: 'FFmpeg was not found.', mend: install },
  ])
})

test('an FFmpeg before 5.0 is told to show passwords, with the command for a newer one', async () => {
  const found: Ffmpeg = {
    path: fixtureFfmpeg(),
    version: '4.4.2',
    foundBy: 'PATH',
    has: {
      fpsMode: false,
      rtspTimeout: false,
      scriptOptions: false,
      resolvesNames: true,
      libx264: true,
      drawtext: true,
    },
  }
  expect((await examineFfmpeg(Promise.resolve(found), install)).slice(2)).toEqual([
    {
      state: 'gap',
      what: 'Passwords',
      detail: 'this FFmpeg shows the passwords of network cameras in `ps`; 5.0 or newer does not',
      mend: install,
    },
  ])
})

test.each<[NodeJS.Platform, string, string]>([
  ['darwin', '', 'brew install ffmpeg'],
  ['win32', '', 'winget install Gyan.FFmpeg'],
  ['linux', 'apt-get', 'sudo apt install ffmpeg'],
  ['linux', 'pacman', 'sudo pacman -S ffmpeg'],
])('on %s with %j, FFmpeg is installed by: %s', async (platform, manager, command) => {
  const bin = await mkdtemp(join(folder, 'bin-'))
  if (manager) await writeFile(join(bin, manager), '').then(() => chmod(join(bin, manager), 0o755))
  expect(await howToGetFfmpeg(platform, [bin])).toBe(command)
})

describe('cameras', () => {
  const device = (rest: Partial<Device>): Device => ({ path: '/dev/video0', name: 'Cam', formats: [], ...rest })
  const size = (width: number, height: number) => ({ width, height, rates: [30] })
  const formats = [
    { format: 'mjpeg', description: '', sizes: [size(640, 480), size(1920, 1080), size(1280, 720)] },
    { format: 'yuyv422', description: '', sizes: [] },
  ]
  const plugIn = 'plug one in; `ls /dev/video*` shows it. Until then the test picture is shown'
  test.each([
    [
      'one that is well',
      [device({ formats })],
      [{ state: 'ok', what: '/dev/video0', detail: 'Cam: mjpeg to 1920x1080, yuyv422' }],
    ],
    [
      'one without permission',
      [device({ problem: 'no permission to open it' })],
      [
        {
          state: 'gap',
          what: '/dev/video0',
          detail: 'Cam: no permission to open it',
          mend: 'sudo usermod -aG video $USER   (then log in again)',
        },
      ],
    ],
    [
      'one that is busy',
      [device({ problem: 'busy' })],
      [
        {
          state: 'gap',
          what: '/dev/video0',
          detail: 'Cam: busy',
          mend: 'fuser -v /dev/video0   (shows which program has it)',
        },
      ],
    ],
    ['none', [], [{ state: 'gap', what: 'Cameras', detail: 'none was found', mend: plugIn }]],
  ])('%s', async (_, devices, findings) => {
    expect(await examineCameras(Promise.resolve(devices), 'linux')).toEqual(findings)
  })

  test('that cannot be listed', async () => {
    const findings = [{ state: 'gap', what: 'Cameras', detail: 'could not be listed: no FFmpeg' }]
    expect(await examineCameras(Promise.reject(new Error('no FFmpeg')), 'linux')).toEqual(findings)
  })
})

describe('the configuration', () => {
  const flags = { open: false, log: 'pretty', logLevel: 'info', camera: {} } as const
  const usual = { host: '127.0.0.1', port: 8080 }
  let cwd: string
  let file: string
  beforeEach(async () => {
    cwd = await mkdtemp(join(folder, 'cwd-'))
    file = join(cwd, 'tunnelcam.yaml')
  })
  const other = async (listen: string) => {
    const path = join(cwd, 'other.yaml')
    await writeFile(path, `${listen}\ncameras: [{ id: a, source: "test:" }, { id: b, source: "test:" }]`)
    return path
  }

  test('is told: its file, cameras and address', async () => {
    await writeFile(file, 'listen: { port: 18999 }\ncameras: [{ id: a, source: "test:" }]')
    expect(await examineConfig(flags, cwd, {})).toEqual({
      findings: [{ state: 'ok', what: 'Configuration', detail: `${file}, one camera` }],
      listen: { host: '127.0.0.1', port: 18_999 },
    })
  })

  test('is nothing without a file', async () =>
    expect(await examineConfig(flags, cwd, {})).toEqual({ findings: [], listen: usual }))

  test('tells the tunnel that would be opened; to measure one, nothing has to be said twice', async () => {
    const config = await other('listen: { port: 18999 }')
    const asked = { ...flags, config, tunnelHostname: 'cam.example.com' }
    expect(await examineConfig(asked, cwd, {})).toMatchObject({
      listen: { port: 18_999 },
      tunnel: { kind: 'named', hostname: 'cam.example.com' },
    })
  })

  test('that is broken is in the way of a picture', async () => {
    await writeFile(file, 'cameras: []')
    expect(await examineConfig(flags, cwd, {})).toMatchObject({
      findings: [{ state: 'missing', what: 'Configuration', mend: `edit ${file}` }],
      listen: usual,
    })
  })

  test('is the file that is named, and the command line goes over it', async () => {
    const config = await other('listen: { port: 18999 }')
    expect(await examineConfig({ ...flags, config, port: 18_998 }, cwd, {})).toEqual({
      findings: [{ state: 'ok', what: 'Configuration', detail: `${config}, 2 cameras` }],
      listen: { host: '127.0.0.1', port: 18_998 },
    })
  })

  test('whose address would be refused says so, and no port is looked at', async () => {
    const config = await other('open: true\ntunnel: { kind: quick }')
    const { findings, listen } = await examineConfig({ ...flags, config }, cwd, {})
    expect(findings).toMatchObject([
      { state: 'ok' },
      {
        state: 'missing',
        what: 'Address',
        detail: expect.stringMatching(/^With open: true a tunnel would let anyone/),
      },
    ])
    expect(await examinePort(listen, [])).toEqual([])
  })
})

describe('cloudflared', () => {
  const found = { path: '/usr/bin/cloudflared', version: '2026.8.2', foundBy: 'PATH', streams: true } as const
  const mend = 'brew install cloudflared'
  const missing = new AgentError('cloudflared_missing', 'A tunnel needs cloudflared, which was not found.')

  test.each([
    ['that is well', Promise.resolve(found), { state: 'ok', detail: '2026.8.2, /usr/bin/cloudflared (PATH)' }],
    [
      'that is too old to hand streams on',
      Promise.resolve({ ...found, version: '2024.1.1', streams: false }),
      {
        state: 'gap',
        detail: '2024.1.1, /usr/bin/cloudflared (PATH) holds pictures back; 2025.4.2 and newer do not',
        mend,
      },
    ],
    ['that is not there', () => Promise.reject(missing), { state: 'gap', detail: missing.message, mend }],
  ])('%s', async (_, search, finding) => {
    const findings = await examineTunnel(typeof search === 'function' ? search() : search, 'darwin')
    expect(findings).toEqual([{ what: 'cloudflared', ...finding }])
  })
})

test('the report of the doctor, for people', () => {
  const text = doctorText(
    [
      { state: 'ok', what: 'FFmpeg', detail: '5.1.9' },
      { state: 'gap', what: 'Cameras', detail: 'none was found', mend: 'plug one in' },
      { state: 'missing', what: 'Port 80', detail: 'taken', mend: 'tunnelcam --port 81' },
    ],
    picocolors.createColors(false),
  )
  expect(text).toBe(
    `
✓ FFmpeg   5.1.9
! Cameras  none was found
    mend: plug one in
✗ Port 80  taken
    mend: tunnelcam --port 81

No picture yet: mend what has a ✗.`.trimStart(),
  )
})
