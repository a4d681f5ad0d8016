import type { CameraConfig } from '../../config.ts'
import type { Camera } from '../../hub/camera.ts'
import type { Want } from '../../hub/demand.ts'
import type { Log } from '../../hub/log.ts'
import type { Clock } from '../clock.ts'
import { AgentError } from '../error.ts'
import { feed } from '../feed/feed.ts'
import type { CaptureOptions } from '../ffmpeg/args.ts'
import { libx264 } from '../ffmpeg/encode/encoder.ts'
import type { ChooseEncoder } from '../ffmpeg/encode/encoderChooser.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import type { Reason } from '../ffmpeg/reason.ts'
import { type Exit, startChild } from '../process/child.ts'
import { noChild } from '../process/noChild.ts'
import type { FindOverlay } from '../profile/overlay.ts'
import { withProfile } from '../profile/profile.ts'
import { openPublished } from '../published/open.ts'
import { newestPicture } from '../sources/files/folder.ts'
import { explained } from '../sources/network/fingerprint.ts'
import type { Source } from '../sources/source.ts'
import type { CaptureEnd } from './captureEnd.ts'
import { encoderFor } from './encoderFor.ts'
import { Health } from './health.ts'
import { Irregularities } from './irregular.ts'
import { tellNotice } from './notice.ts'
import { pump } from './pump.ts'
import { exitVerdict, failure } from './verdicts.ts'
import { watchRun } from './watchRun.ts'

/** What to start FFmpeg for. */
export interface CapturePlan {
  readonly wanted: ReadonlySet<Want>
  /** Don't pass H.264 through, also where the source gives it. */
  readonly encode: boolean
  /** Leave the sound out, also where the source announces it. */
  readonly mute: boolean
  /** Make AAC of the sound, also where the source gives AAC. */
  readonly encodeSound?: boolean
  /** Encode by libx264, whatever is configured: hardware has failed. */
  readonly software: boolean
  /** Take the time that pictures arrive at for theirs: the source's clock is of no use. */
  readonly ownClock: boolean
  /** Leave pictures out that can't be decoded whole; false where that left none, undefined where it was not needed. */
  readonly strict?: boolean | undefined
  /** Find the JPEGs of an HTTP camera by what they begin with: how it frames them is not understood. */
  readonly unframed: boolean
  /** The source as it was opened just before: looking at it again would leave viewers without pictures for longer. */
  readonly source?: Source | undefined
}

/** What a capture needs of the rest of the agent. */
export interface CaptureTools {
  readonly ffmpeg: Ffmpeg
  readonly log: Log
  readonly clock: Clock
  openSource(camera: CameraConfig, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Source>
  readonly chooseEncoder: ChooseEncoder
  readonly findOverlay: FindOverlay
  captureArgs(source: Source, options: CaptureOptions): string[]
  /** Why FFmpeg ended, from the last lines it wrote to stderr. */
  reasonFromLog(lines: readonly string[]): Reason
}

/**
 * One run of FFmpeg for one camera, from opening the source until FFmpeg is gone. Sets the camera to 'live' with the
 * first picture. Never rejects: whatever goes wrong is in the result.
 */
export async function capture(
  camera: Camera,
  plan: CapturePlan,
  tools: CaptureTools,
  signal: AbortSignal,
): Promise<CaptureEnd> {
  try {
    const source = await open(camera, plan, tools, signal)
    if (signal.aborted) return { kind: 'stopped', healthyMs: 0 }
    camera.source = source.label
    if (plan.source === undefined) tellNotice(camera, source, tools.log)
    if (source.feed && 'folder' in source.feed && !(await newestPicture(source.feed.folder))) {
      throw new AgentError('folder_empty', `There is no JPEG in the folder ${source.feed.folder} yet.`)
    }
    const heard: Source = {
      ...source,
      audio: audioOf(source, plan),
      input: [...(plan.ownClock ? ownClock : []), ...(plan.strict ? strict : []), ...source.input],
    }
    const end = await runFfmpeg(camera, heard, plan, tools, signal)
    return { ...(await explained(end, camera.config, signal)), source }
  } catch (error) {
    if (signal.aborted) return { kind: 'stopped', healthyMs: 0 }
    if (!(error instanceof AgentError))
      tools.log.error({ camera: camera.id, err: error }, 'capture failed unexpectedly')
    return { ...(await explained(failure(error), camera.config, signal)), healthyMs: 0 }
  }
}

function audioOf({ audio }: Source, { mute, encodeSound }: CapturePlan): Source['audio'] {
  return mute ? 'none' : encodeSound && audio === 'aac' ? 'other' : audio
}

const ownClock = ['-use_wallclock_as_timestamps', '1']
// For the decoder alone: a demuxer would stumble over odd framing. Some cameras' pictures all lack their last blocks.
const strict = ['-err_detect:v', 'explode']

function asPlanned(config: CameraConfig, { unframed }: CapturePlan): CameraConfig {
  return unframed ? { ...config, inputFormat: 'mjpeg' } : config
}

async function open(camera: Camera, plan: CapturePlan, tools: CaptureTools, signal: AbortSignal): Promise<Source> {
  const { config, intake } = camera
  if (!intake && plan.source) return plan.source
  const source = intake // somebody else may publish by now
    ? await openPublished(config, intake, tools.ffmpeg, signal)
    : await tools.openSource(asPlanned(config, plan), tools.ffmpeg, signal)
  return withProfile(camera, source, tools)
}

async function runFfmpeg(
  camera: Camera,
  source: Source,
  plan: CapturePlan,
  tools: CaptureTools,
  signal: AbortSignal,
): Promise<CaptureEnd> {
  const { ffmpeg, log, clock } = tools
  const passthrough = source.video === 'h264' && !plan.encode && !camera.config.encode
  const wanted = withNative(plan.wanted, source, passthrough)
  const { frameRate, published } = source
  const asSent = published?.what === 'pictures'
  const made = asSent ? without('jpeg', wanted) : wanted
  const encodes = made.has('video') && !passthrough
  const encoder = encodes ? await encoderFor(camera, source, plan, tools) : libx264
  if (signal.aborted) return { kind: 'stopped', healthyMs: 0 }
  const hardware = encoder.name !== 'libx264'
  const args = tools.captureArgs(source, { wanted: made, passthrough, camera: camera.config, ffmpeg, encoder })
  let madeAt = 0
  let videoAge = 0
  const run = camera.begin({
    passthrough,
    ...(frameRate !== undefined && { frameRate }),
    ...(source.feed && !('command' in source.feed) && { pictureTime: () => madeAt }),
    ...(asSent && { videoAge: () => videoAge }),
  })
  const options = {
    outputs: 2,
    inputs: source.feed || published || source.script !== undefined ? 1 : 0,
    onLine: (line: string) => log.debug({ camera: camera.id, pid: child.pid }, line),
  }
  const child = made.size === 0 ? noChild() : startChild(ffmpeg.path, args, options)
  log.info(
    {
      ...{ camera: camera.id, pid: child.pid, wanted: [...wanted], passthrough, source: source.label },
      ...(encodes && { encoder: encoder.name }),
    },
    made.size === 0 ? 'begun, without FFmpeg' : 'FFmpeg started',
  )
  const health = new Health(run, clock, () => camera.setState({ kind: 'live' }))
  const irregular = new Irregularities(camera, {
    run,
    log,
    native: nativeOf(source, passthrough),
    wanted,
    strict: plan.strict,
  })
  let videoBegun = false
  const video = (chunk: Uint8Array) => {
    videoBegun = true
    run.video(chunk)
  }
  const uncuttable = passthrough ? 'encode' : plan.ownClock || hardware ? undefined : 'unclocked'
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  const feeding = feed(camera, source, child.inputs[0], {
    clock,
    signal: until,
    take: sent => health.take(() => run.picture(sent)),
    onMadeAt: at => {
      madeAt = at
    },
    onAge: ms => {
      videoAge = ms
    },
    onLine: line => log.debug({ camera: camera.id }, line),
  })
  const verdict = await Promise.race([
    pump(child.outputs[0], chunk => health.take(() => video(chunk)), uncuttable),
    pump(child.outputs[1], chunk => health.take(() => run.jpeg(chunk)), undefined),
    watchRun(
      () => {
        const verdict = irregular.look()
        return { videoFrames: run.videoFrames, jpegFrames: run.jpegFrames, videoBegun, ...(verdict && { verdict }) }
      },
      camera.demand,
      {
        running: wanted,
        encodes: wanted.has('video') && !passthrough,
        copies: passthrough,
        hardware,
        sound: source.audio !== 'none' && camera.config.audio === true,
        slowestRate: asSent ? published.slowestRate : (frameRate ?? camera.config.rate),
      },
      clock,
      until,
    ),
    feeding,
    child.ended.then(exit =>
      exitVerdict(exit, {
        why: tools.reasonFromLog(exit.lastLines),
        frames: run.frames,
        passthrough,
        hardware,
        playable: ['file', 'pictures', 'hls'].includes(source.kind),
      }),
    ),
  ])
  over.abort()
  if (verdict.kind === 'mute') run.end() // as it ends, FFmpeg hands over all the video that it held back, far too late
  const [exit] = await Promise.all([child.stop(), feeding])
  run.end()
  log.info(
    { camera: camera.id, pid: child.pid, end: verdict.kind, ...exitFields(exit) },
    made.size === 0 ? 'ended' : 'FFmpeg ended',
  )
  return { ...verdict, healthyMs: health.ms, ...(encodes && { encoder: encoder.name }) }
}

/** What the source gives without work is always on, so that its viewers need no restart. */
function withNative(wanted: ReadonlySet<Want>, source: Source, passthrough: boolean): ReadonlySet<Want> {
  const native = source.published?.what === 'pictures' ? 'jpeg' : nativeOf(source, passthrough)
  return new Set([...wanted, ...(native ? [native] : [])])
}

/** What FFmpeg hands on as it comes from the source. */
function nativeOf(source: Source, passthrough: boolean): Want | undefined {
  return passthrough ? 'video' : source.video === 'mjpeg' ? 'jpeg' : undefined
}

function without(want: Want, wants: ReadonlySet<Want>): ReadonlySet<Want> {
  return new Set([...wants].filter(one => one !== want))
}

function exitFields({ exitCode, signal, durationMs, lastLines }: Exit): object {
  return { exitCode, signal, durationMs: Math.round(durationMs), lastLine: lastLines.at(-1) }
}
