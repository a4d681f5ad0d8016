import type { Camera } from '../../hub/camera.ts'
import { feed } from '../feed/feed.ts'
import { type Encoder, libx264 } from '../ffmpeg/encode/encoder.ts'
import { type Child, type Exit, startChild } from '../process/child.ts'
import { noChild } from '../process/noChild.ts'
import type { Source } from '../sources/source.ts'
import type { CaptureEnd, Verdict } from './captureEnd.ts'
import { encoderFor } from './encoderFor.ts'
import { Health } from './health.ts'
import { Irregularities } from './irregular.ts'
import type { CapturePlan, CaptureTools } from './plan.ts'
import { pump } from './pump.ts'
import { type Task, taskOf } from './task.ts'
import { exitVerdict } from './verdicts.ts'
import { watchRun } from './watchRun.ts'

/** Runs FFmpeg on a source that is open, until it is gone. */
export async function runFfmpeg(
  camera: Camera,
  source: Source,
  plan: CapturePlan,
  tools: CaptureTools,
  signal: AbortSignal,
): Promise<CaptureEnd> {
  const { log, clock } = tools
  const task = taskOf(source, plan, camera.config)
  const encoder = task.encodes ? await encoderFor(camera, source, plan, tools) : libx264
  if (signal.aborted) return { kind: 'stopped', healthyMs: 0 }
  const times = new SentTimes()
  const run = camera.begin({ passthrough: task.passthrough, ...rateOf(source), ...times.of(source) })
  const child = startTask(camera, source, task, encoder, tools)
  const health = new Health(run, clock, () => camera.setState({ kind: 'live' }))
  const { wanted, native } = task
  const irregular = new Irregularities(camera, { run, log, native, wanted, strict: plan.strict })
  let videoBegun = false
  const video = (chunk: Uint8Array) => {
    videoBegun = true
    run.video(chunk)
  }
  const progress = () => {
    const verdict = irregular.look()
    return { videoFrames: run.videoFrames, jpegFrames: run.jpegFrames, videoBegun, ...(verdict && { verdict }) }
  }
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  const feeding = feed(camera, source, child.inputs[0], {
    clock,
    signal: until,
    take: sent => health.take(() => run.picture(sent)),
    onMadeAt: times.onMadeAt,
    onAge: times.onAge,
    onLine: line => log.debug({ camera: camera.id }, line),
  })
  const verdict = await Promise.race([
    pump(child.outputs[0], chunk => health.take(() => video(chunk)), uncuttable(task, plan, encoder)),
    pump(child.outputs[1], chunk => health.take(() => run.jpeg(chunk)), undefined),
    watchRun(progress, camera.demand, expectedOf(camera, source, task, encoder), clock, until),
    feeding,
    child.ended.then(exit => verdictOf(exit, run.frames, source, task, encoder, tools)),
  ])
  over.abort()
  if (verdict.kind === 'mute') run.end() // as it ends, FFmpeg hands over all the video that it held back, far too late
  const [exit] = await Promise.all([child.stop(), feeding])
  run.end()
  const ended = task.made.size === 0 ? 'ended' : 'FFmpeg ended'
  log.info({ camera: camera.id, pid: child.pid, end: verdict.kind, ...exitFields(exit) }, ended)
  return { ...verdict, healthyMs: health.ms, ...(task.encodes && { encoder: encoder.name }) }
}

/** What is told, while a run lasts, of the times of pictures that are fed to it. */
class SentTimes {
  #madeAt = 0
  #age = 0
  readonly onMadeAt = (at: number) => {
    this.#madeAt = at
  }
  readonly onAge = (ms: number) => {
    this.#age = ms
  }

  /** What the hub is to ask, for a source whose pictures have times of their own. */
  of({ feed, published }: Source): { pictureTime?: () => number; videoAge?: () => number } {
    return {
      ...(feed && !('command' in feed) && { pictureTime: () => this.#madeAt }),
      ...(published?.what === 'pictures' && { videoAge: () => this.#age }),
    }
  }
}

function rateOf({ frameRate }: Source): { frameRate?: number } {
  return frameRate === undefined ? {} : { frameRate }
}

function startTask(
  { id, config }: Camera,
  source: Source,
  { passthrough, wanted, made, encodes }: Task,
  encoder: Encoder,
  { ffmpeg, log, captureArgs }: CaptureTools,
): Child {
  const options = {
    outputs: 2,
    inputs: source.feed || source.published || source.script !== undefined ? 1 : 0,
    onLine: (line: string) => log.debug({ camera: id, pid: child.pid }, line),
  }
  const args = captureArgs(source, { wanted: made, passthrough, camera: config, ffmpeg, encoder })
  const child = made.size === 0 ? noChild() : startChild(ffmpeg.path, args, options)
  const facts = { camera: id, pid: child.pid, wanted: [...wanted], passthrough, source: source.label }
  const begun = made.size === 0 ? 'begun, without FFmpeg' : 'FFmpeg started'
  log.info({ ...facts, ...(encodes && { encoder: encoder.name }) }, begun)
  return child
}

/** What to do about video that can't be cut as it comes; undefined where nothing is left to do. */
function uncuttable({ passthrough }: Task, plan: CapturePlan, encoder: Encoder): 'encode' | 'unclocked' | undefined {
  if (passthrough) return 'encode'
  return plan.ownClock || isHardware(encoder) ? undefined : 'unclocked'
}

function expectedOf({ config }: Camera, source: Source, task: Task, encoder: Encoder) {
  const { wanted, passthrough, slowestRate } = task
  return {
    running: wanted,
    encodes: wanted.has('video') && !passthrough,
    copies: passthrough,
    hardware: isHardware(encoder),
    sound: source.audio !== 'none' && config.audio === true,
    slowestRate,
  }
}

function verdictOf(
  exit: Exit,
  frames: number,
  { kind }: Source,
  { passthrough }: Task,
  encoder: Encoder,
  { reasonFromLog }: CaptureTools,
): Verdict {
  const playable = ['file', 'pictures', 'hls'].includes(kind)
  const why = reasonFromLog(exit.lastLines)
  return exitVerdict(exit, { why, frames, passthrough, hardware: isHardware(encoder), playable })
}

function isHardware({ name }: Encoder): boolean {
  return name !== 'libx264'
}

function exitFields({ exitCode, signal, durationMs, lastLines }: Exit): object {
  return { exitCode, signal, durationMs: Math.round(durationMs), lastLine: lastLines.at(-1) }
}
