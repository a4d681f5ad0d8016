import type { CameraConfig } from '../../config.ts'
import type { Log } from '../../hub/log.ts'
import type { SideSound, SoundRun } from '../../hub/video/sideSound.ts'
import { pump } from '../capture/pump.ts'
import { failure } from '../capture/verdicts.ts'
import type { Clock } from '../clock.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import type { Reason } from '../ffmpeg/reason.ts'
import { whyEnded } from '../ffmpeg/whyEnded.ts'
import { startChild } from '../process/child.ts'
import { soundArgs } from './args.ts'
import { openSound } from './open.ts'
import { soundReason, soundSilent } from './reason.ts'

const POLL_MS = 250
/** How long the first sound may take, and how long there may be none then. */
const FIRST_MS = 15_000
const NEXT_MS = 5_000

/** What listening needs. */
export interface HearingTools {
  readonly ffmpeg: Ffmpeg
  readonly log: Log
  readonly clock: Clock
}

/** How one run of listening ended: nobody wanted it any more, or it failed. */
export interface HearingEnd {
  readonly failed?: Reason
  /** Something was heard. */
  readonly heard: boolean
  readonly ms: number
}

/** One run of an FFmpeg that listens to `audio`, until `signal` aborts or it fails. Never rejects. */
export async function hear(
  audio: string,
  camera: CameraConfig,
  sound: SideSound,
  { ffmpeg, log, clock }: HearingTools,
  onHeard: () => void,
  signal: AbortSignal,
): Promise<HearingEnd> {
  const began = clock.now()
  let run: SoundRun | undefined
  const end = (failed?: Reason): HearingEnd => ({
    ...(failed && { failed }),
    heard: (run?.frames ?? 0) > 0,
    ms: clock.now() - began,
  })
  try {
    const input = await openSound(audio, camera, ffmpeg, signal)
    if (signal.aborted) return end()
    const epochSeconds = Math.floor(Date.now() / 1000)
    const hearing = sound.begin(input.timeOfDay ? epochSeconds * 1000 : undefined)
    run = hearing
    // fd 3 is what is heard, fd 4 nothing, so that a script is on fd 5 as it is for pictures.
    const child = startChild(ffmpeg.path, soundArgs(input, epochSeconds), {
      outputs: 2,
      inputs: input.script === undefined ? 0 : 1,
      onLine: line => log.debug({ camera: camera.id, pid: child.pid }, line),
    })
    log.debug({ camera: camera.id, pid: child.pid, audio: input.label }, 'FFmpeg listens')
    child.inputs[0]?.end(input.script)
    child.outputs[1]?.resume()
    const over = new AbortController()
    const verdict = await Promise.race([
      pump(child.outputs[0], chunk => hearing.push(chunk, Date.now()), undefined).then(asReason),
      untilSilent(hearing, clock, AbortSignal.any([signal, over.signal]), onHeard),
      child.ended.then(exit => whyEnded(exit, soundReason)),
    ])
    over.abort()
    hearing.end()
    const exit = await child.stop()
    log.debug({ camera: camera.id, pid: child.pid, lastLine: exit.lastLines.at(-1) }, 'FFmpeg listens no more')
    return end(verdict)
  } catch (error) {
    return end(signal.aborted ? undefined : asReason(failure(error)))
  }
}

/** Resolves without a reason when `signal` aborts. Calls `onHeard` once when something was heard. */
async function untilSilent(
  run: SoundRun,
  clock: Clock,
  signal: AbortSignal,
  onHeard: () => void,
): Promise<Reason | undefined> {
  let frames = 0
  let since = clock.now()
  for (;;) {
    await clock.sleep(POLL_MS, signal)
    if (signal.aborted) return undefined
    if (run.frames > frames) {
      if (frames === 0) onHeard()
      frames = run.frames
      since = clock.now()
    } else if (clock.now() - since >= (frames === 0 ? FIRST_MS : NEXT_MS)) return soundSilent
  }
}

function asReason(verdict: ReturnType<typeof failure>): Reason {
  return verdict.kind === 'failed' ? verdict : soundSilent
}
