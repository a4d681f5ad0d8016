import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { capture } from '../../../src/agent/capture/capture.ts'
import type { CaptureEnd } from '../../../src/agent/capture/captureEnd.ts'
import type { CaptureTools } from '../../../src/agent/capture/plan.ts'
import { machineClock } from '../../../src/agent/clock.ts'
import { AgentError } from '../../../src/agent/error.ts'
import type { CaptureOptions } from '../../../src/agent/ffmpeg/args.ts'
import { libx264 } from '../../../src/agent/ffmpeg/encode/encoder.ts'
import { reasonFromLog } from '../../../src/agent/ffmpeg/reason.ts'
import type { Source } from '../../../src/agent/sources/source.ts'
import type { CameraConfig } from '../../../src/config.ts'
import { Camera } from '../../../src/hub/camera.ts'
import type { Want } from '../../../src/hub/demand.ts'
import { clip, fixtureFfmpeg } from '../../support/ffmpeg.ts'
import { camera as config, silentLog } from '../given.ts'
import { childrenOf } from '../process/alive.ts'

const path = fixtureFfmpeg()
const ffmpeg = {
  path,
  version: 'any',
  foundBy: 'PATH' as const,
  has: { fpsMode: true, rtspTimeout: true, scriptOptions: true, resolvesNames: true, libx264: true, drawtext: true },
}
const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=25']
const flv = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '25', '-f', 'flv', 'pipe:3']
const copied = ['-c:v', 'copy', '-f', 'flv', 'pipe:3']
const mpjpeg = ['-c:v', 'mjpeg', '-f', 'mpjpeg', 'pipe:4']

let camera: Camera
let stop: AbortController
let asked: CaptureOptions[]

beforeEach(() => {
  stop = new AbortController()
  asked = []
})
afterEach(() => {
  stop.abort()
  return vi.waitFor(() => expect(childrenOf(process.pid)).toEqual([]))
})

interface Given {
  readonly program?: string
  /** FFmpeg's, or the program's, arguments. */
  readonly args?: readonly string[]
  readonly source?: Partial<Source>
  readonly config?: Partial<CameraConfig>
  readonly tools?: Partial<CaptureTools>
  readonly wanted?: readonly Want[]
  readonly encode?: boolean
  readonly again?: Source | undefined
  readonly mute?: boolean
  readonly software?: boolean
  readonly unframed?: boolean
}

function run(given: Given): Promise<CaptureEnd> {
  camera = new Camera(config({ idle: 0, ...given.config }))
  const wanted = new Set<Want>(given.wanted ?? ['video', 'jpeg'])
  const source: Source = { kind: 'test', label: 'a test', input: [], video: 'other', audio: 'none', ...given.source }
  const tools: CaptureTools = {
    ffmpeg: { ...ffmpeg, path: given.program ?? path },
    log: silentLog,
    clock: machineClock,
    openSource: async () => source,
    chooseEncoder: async () => ({ encoder: libx264, failures: [] }),
    findOverlay: async () => ({ filter: 'drawtext' }),
    captureArgs: (_, options) => {
      asked.push(options)
      return [...(given.args ?? ['-v', 'error', ...picture, ...flv, ...mpjpeg])]
    },
    reasonFromLog,
    ...given.tools,
  }
  for (const want of wanted) camera.demand.hold(want)
  const { encode = false, mute = false, software = false, unframed = false } = given
  const plan = { source: given.again, wanted, encode, mute, software, ownClock: false, unframed }
  return capture(camera, plan, tools, stop.signal)
}

const sh = (script: string) => ({ program: '/bin/sh', args: ['-c', script] })
const isLive = () => vi.waitFor(() => expect(camera.state.kind).toBe('live'), { timeout: 10_000 })

describe('a run of FFmpeg', () => {
  test('makes the camera live with its first picture, and fills the hub from both pipes', async () => {
    const end = run({})
    await isLive()
    await vi.waitFor(() => expect(camera.pictures.latest?.sequence).toBeGreaterThan(5), { timeout: 5000 })
    await vi.waitFor(() => expect(camera.window.newestCapturedAt).toBeDefined(), { timeout: 5000 })
    expect(camera.source).toBe('a test')
    stop.abort()
    expect(await end).toMatchObject({ kind: 'stopped', source: { label: 'a test' } })
    expect((await end).healthyMs).toBeGreaterThan(100)
    expect(childrenOf(process.pid)).toEqual([])
  })

  test('of an HTTP camera whose framing is not understood looks for its JPEGs', async () => {
    const formats: (string | undefined)[] = []
    const openSource = async ({ inputFormat }: CameraConfig): Promise<never> => {
      formats.push(inputFormat)
      throw new AgentError('seen', 'Seen.')
    }
    await run({ tools: { openSource } })
    await run({ tools: { openSource }, unframed: true })
    expect(formats).toEqual([undefined, 'mjpeg'])
  })

  test('stops when nobody wants it any more', async () => {
    const end = run({})
    await isLive()
    vi.spyOn(camera.demand, 'wanted').mockReturnValue(new Set())
    expect(await end).toMatchObject({ kind: 'stopped' })
  })

  test('ends to be started for more when more is wanted', async () => {
    const end = run({ wanted: ['jpeg'], args: ['-v', 'error', ...picture, ...mpjpeg] })
    await isLive()
    camera.demand.hold('video')
    expect(await end).toMatchObject({ kind: 'regrow', wanted: new Set(['jpeg', 'video']) })
  })

  test.each([
    [
      'H.264 is passed through, always',
      { video: 'h264' },
      {},
      ['jpeg'],
      { wanted: ['jpeg', 'video'], passthrough: true },
    ],
    [
      'MJPEG is passed through, always',
      { video: 'mjpeg' },
      {},
      ['video'],
      { wanted: ['video', 'jpeg'], passthrough: false },
    ],
    ['what is neither is made only when wanted', {}, {}, ['jpeg'], { wanted: ['jpeg'], passthrough: false }],
    [
      'H.264 is encoded anew when that is configured',
      { video: 'h264' },
      { encode: true },
      ['jpeg'],
      { wanted: ['jpeg'], passthrough: false },
    ],
  ] as const)('%s', async (_, source, config, wanted, expected) => {
    const end = run({ ...sh('exec sleep 100'), source, config, wanted })
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    stop.abort()
    await end
    expect(asked.map(({ wanted, passthrough }) => ({ wanted: [...wanted], passthrough }))).toEqual([expected])
  })
})

test.each([
  ['is told where it is known', { frameRate: 25 }, { passthrough: false, frameRate: 25 }],
  ['is measured where it was only asked for', {}, { passthrough: false }],
] as const)('the frame rate %s', async (_, source, told) => {
  const begin = vi.spyOn(Camera.prototype, 'begin')
  const end = run({ ...sh('exec sleep 100'), source, config: { rate: 10 } })
  await vi.waitFor(() => expect(begin.mock.calls).toEqual([[told]]))
  begin.mockRestore()
  stop.abort()
  await end
})

describe('a run that fails tells why', () => {
  // Time passes a hundred times faster: ten seconds of silence in a tenth of one.
  const fast = {
    now: () => performance.now() * 100,
    sleep: (ms: number, signal: AbortSignal) => machineClock.sleep(ms / 100, signal),
  }

  test.each([
    [
      'it is silent',
      { ...sh('exec sleep 100'), tools: { clock: fast } },
      'no_frames',
      'No picture came in the first 10 s.',
    ],
    [
      'it ends with an error',
      sh('echo "rtsp://me:hunter2@cam/1: Connection refused" >&2; exit 1'),
      'connection_refused',
      'Nothing answers at this address and port (connection refused).',
    ],
    ['it ends well, though a camera has no end', sh('exit 0'), 'ended', 'FFmpeg ended without saying why.'],
    ['it is killed', sh('kill -KILL $$'), 'killed', 'FFmpeg was ended by SIGKILL.'],
    ['it is not there', { program: '/nowhere/ffmpeg' }, 'ffmpeg_failed', expect.stringContaining('not found')],
    ['it sends what is no FLV', sh('head -c 100000 /dev/zero >&3; sleep 100'), 'flv_header', expect.any(String)],
    ['it sends what is no JPEG', sh('head -c 100000 /dev/zero >&4; sleep 100'), 'mpjpeg', expect.any(String)],
  ] satisfies [string, Given, string, string][])('%s', async (_, given, code, reason) => {
    expect(await run(given)).toMatchObject({ kind: 'failed', code, reason, healthyMs: 0 })
  })

  test('the source cannot be opened', async () => {
    const openSource = () => Promise.reject(new AgentError('device_busy', 'It is busy.', { hint: 'Close the other.' }))
    const end = await run({ tools: { openSource } })
    expect(end).toEqual({
      kind: 'failed',
      code: 'device_busy',
      reason: 'It is busy.',
      hint: 'Close the other.',
      healthyMs: 0,
    })
  })

  test('it says that its camera was unplugged, and ends well', async () => {
    const end = await run(sh('echo "[video4linux2 @ 0x1] ioctl(VIDIOC_DQBUF): No such device" >&2; exit 0'))
    expect(end).toMatchObject({ kind: 'failed', code: 'unplugged', reason: 'The camera was unplugged.' })
  })
})

describe('H.264 that cannot be cut as it comes is to be encoded', () => {
  const longGop = () =>
    clip(
      [
        '-f',
        'lavfi',
        '-i',
        'testsrc2=size=160x120:rate=25',
        '-t',
        '12',
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-g',
        '999',
        '-bf',
        '0',
      ],
      'mp4',
    )

  test('when its keyframes are too far apart', async () => {
    const args = ['-v', 'error', '-stream_loop', '-1', '-i', longGop(), ...copied]
    const end = await run({ args, source: { video: 'h264' }, wanted: ['video'] })
    expect(end).toMatchObject({ kind: 'encode', code: 'keyframes_too_far' })
  })

  test('when FFmpeg refuses its B-frames', async () => {
    const refusal = sh('echo "[flv @ 0x1] Packet is missing PTS" >&2; exit 1')
    expect(await run({ ...refusal, source: { video: 'h264' } })).toMatchObject({ kind: 'encode', code: 'b_frames' })
    expect(await run({ ...refusal, source: { video: 'h264' }, encode: true })).toMatchObject({
      kind: 'failed',
      code: 'b_frames',
    })
  })
})

describe('an encoder of hardware', () => {
  const hardware = { chooseEncoder: async () => ({ encoder: { name: 'h264_qsv' as const }, failures: [] }) }
  const asks = { config: { encoder: 'h264_qsv' as const }, wanted: ['video' as const], tools: hardware }
  const lost = sh('echo "[h264_qsv @ 0x55] Error during encoding: device failed (-17)" >&2; exit 1')
  const crash = sh('kill -SEGV $$')

  test('is chosen where video is encoded, and only there', async () => {
    const chosen = async (given: Given) => {
      asked = []
      const end = run({ ...sh('exec sleep 100'), ...asks, ...given })
      await vi.waitFor(() => expect(asked).toHaveLength(1))
      stop.abort()
      await end
      stop = new AbortController()
      return asked[0]?.encoder?.name
    }
    expect(await chosen({})).toBe('h264_qsv')
    expect(await chosen({ wanted: ['jpeg'] })).toBe('libx264')
    expect(await chosen({ source: { video: 'h264' } })).toBe('libx264')
    expect(await chosen({ software: true })).toBe('libx264')
    expect(await chosen({ config: {} })).toBe('libx264')
  })

  test.each([
    ['loses its session', lost, 'Error during encoding: device failed (-17).'],
    ['crashes FFmpeg', crash, 'FFmpeg crashed (SIGSEGV).'],
    ['wants no more, which FFmpeg does not say', sh('exit 1'), 'FFmpeg ended without saying why.'],
  ])('that %s is to be replaced, with its name and why', async (_, program, reason) => {
    expect(await run({ ...program, ...asks })).toMatchObject({ kind: 'software', encoder: 'h264_qsv', reason })
  })

  test.each([
    ['what looks like its failure', lost, 'encoder_failed'],
    ['a crash', crash, 'killed'],
    ['an end without words', sh('exit 1'), 'ended'],
  ])('that is not in use is not to blame: %s', async (_, program, code) => {
    expect(await run({ ...program, ...asks, software: true })).toMatchObject({ kind: 'failed', code })
  })
})

test('what is changed in each picture is changed once, also where FFmpeg is started for more', async () => {
  const rotate = { config: { rotate: 90 as const }, ...sh('exec sleep 100'), source: { video: 'h264' as const } }
  const captureArgs = vi.fn((_: Source) => ['-c', 'exit 0'])
  const first = await run({ ...rotate, tools: { captureArgs } })
  await run({ ...rotate, tools: { captureArgs }, again: first.source })
  const turned = { video: 'other', filters: ['transpose=clock'] }
  expect(captureArgs.mock.calls.map(([source]) => source)).toMatchObject([turned, turned])
})

test('a script of the source is handed over on fd 5, whole', async () => {
  const end = run({ ...sh('echo "it read $(cat <&5)" >&2'), source: { script: 'this' } })
  expect(await end).toMatchObject({ kind: 'failed', reason: 'FFmpeg says: it read this' })
})

test('a file that is over is no failure', async () => {
  const short = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=25:duration=0.4', ...flv, ...mpjpeg]
  expect(await run({ args: short, source: { kind: 'file' } })).toMatchObject({ kind: 'ended' })
})
