import type { SrtConfig } from '../../config.ts'
import type { Camera } from '../../hub/camera.ts'
import type { Log } from '../../hub/log.ts'
import type { Admitted } from '../../hub/published/door.ts'
import type { Intake } from '../../hub/published/intake.ts'
import { BackOff } from '../backOff.ts'
import type { Clock } from '../clock.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import { whyEnded } from '../ffmpeg/whyEnded.ts'
import { type Child, type Exit, startChild } from '../process/child.ts'
import { addressInput } from '../sources/network/address.ts'
import { Pushed } from './pushed.ts'

/** What listening for SRT needs of the rest of the agent. */
export interface SrtTools {
  readonly ffmpeg: Ffmpeg
  readonly log: Log
  readonly clock: Clock
  /** Address of this machine to listen on. */
  readonly host: string
}

/** So soon somebody can come again after somebody has left. */
const AGAIN_MS = 200

/**
 * Listens by FFmpeg for who pushes by SRT to a camera, again and again until `signal` aborts: one at a time, who is not
 * disturbed by the next before he leaves. Never rejects.
 */
export async function keepSrt(camera: Camera, srt: SrtConfig, tools: SrtTools, signal: AbortSignal): Promise<void> {
  const { log, clock, ffmpeg, host } = tools
  const { intake, id } = camera
  if (!intake) return
  if (srt.passphrase !== undefined && !ffmpeg.has.scriptOptions) {
    const why = 'This FFmpeg would show the passphrase in the process list: install FFmpeg 5.0 or newer.'
    return log.error({ camera: id }, `SRT pushes to ${id} are not taken: ${why}`)
  }
  const backOff = new BackOff()
  while (!signal.aborted) {
    const { came, exit } = await listenOnce({ camera, intake, srt }, tools, signal)
    if (signal.aborted) return
    if (came) backOff.reset()
    else {
      const why = exit.lastLines.some(line => taken.test(line))
        ? `It is taken, or ${host} is no address of this machine.`
        : whyEnded(exit).reason
      log.warn({ camera: id }, `SRT pushes to ${id} can't be taken on port ${srt.port}: ${why}`)
    }
    await clock.sleep(came ? AGAIN_MS : backOff.next(), signal)
  }
}

// libsrt says no more when it can't have a port.
const taken =
  /Address already in use|^\[srt @ \w+\] .*bind|srt:\/\/\S*: Input\/output error|pipe:5: Input\/output error/

interface Target {
  readonly camera: Camera
  readonly intake: Intake
  readonly srt: SrtConfig
}

/** Takes what one publisher pushes. `came`: somebody did. */
async function listenOnce(
  target: Target,
  { ffmpeg, log, host }: SrtTools,
  signal: AbortSignal,
): Promise<{ came: boolean; exit: Exit }> {
  const { camera, intake, srt } = target
  const { args, script } = listenerInput(srt, host, ffmpeg)
  const child = startChild(ffmpeg.path, [...quiet, ...args, ...asMpegTs], {
    outputs: 2,
    inputs: 1,
    onLine: line => {
      const refusal = refusals.find(([pattern]) => pattern.test(line))
      if (refusal) log.warn({ camera: camera.id }, `SRT push to ${camera.id} refused: ${refusal[1]}`)
      else log.debug({ camera: camera.id, pid: child.pid }, line)
    },
  })
  const stop = () => void child.stop()
  signal.addEventListener('abort', stop)
  child.inputs[0]?.end(script)
  let pushed: Pushed | undefined
  let why: string | undefined
  try {
    for await (const chunk of child.outputs[0] ?? []) {
      pushed ??= begin(camera, intake, log, child)
      pushed.push(chunk)
    }
  } catch (error) {
    why = error instanceof Error ? error.message : String(error)
    log.warn({ camera: camera.id, err: error }, `SRT push to ${camera.id} is not understood: ${why}`)
    stop()
  }
  const exit = await child.ended
  signal.removeEventListener('abort', stop)
  pushed?.end(why)
  return { came: pushed !== undefined, exit }
}

function begin(camera: Camera, intake: Intake, log: Log, child: Child): Pushed {
  const stays: (() => void)[] = []
  const admitted: Admitted = {
    kind: 'admitted',
    camera,
    intake,
    onOver: end => stays.push(camera.onRemoved(() => end(`Camera "${camera.id}" was removed or changed.`))),
    leave: () => {
      for (const stop of stays) stop()
    },
  }
  const pushed = new Pushed(admitted, 'mpegts', { by: 'SRT' }, log)
  pushed.onOver(() => void child.stop())
  return pushed
}

const quiet = ['-nostdin', '-hide_banner', '-nostats']

/** The passphrase is in a script, not in an argument that everyone on this machine may read. */
function listenerInput({ port, passphrase }: SrtConfig, host: string, ffmpeg: Ffmpeg) {
  const at = host.includes(':') ? `[${host}]` : host
  const opening = { mode: 'listener', ...(passphrase !== undefined && { passphrase }) }
  return addressInput(
    { url: `srt://${at}:${port}?mode=listener`, look: { analyzeduration: '500000' }, opening },
    ffmpeg,
  )
}

// With tables at keyframes only: there a reader may begin.
const asMpegTs = [
  ...['-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy', '-f', 'mpegts', '-pat_period', '3600'],
  ...['-muxdelay', '0', '-muxpreload', '0', '-flush_packets', '1', 'pipe:3'],
]

const refusals: readonly (readonly [RegExp, string])[] = [
  [/connection rejected due to: .*BADSECRET/, 'its passphrase is wrong.'],
  [/connection rejected due to: .*UNSECURE/, 'it has no passphrase, or needs none here.'],
]
