import { withoutAddresses } from '../config/mask.ts'
import type { Camera } from '../hub/camera.ts'
import type { Want } from '../hub/demand.ts'
import type { Log } from '../hub/log.ts'
import { BackOff } from './backOff.ts'
import type { CaptureEnd } from './capture/captureEnd.ts'
import type { CapturePlan } from './capture/plan.ts'
import type { Clock } from './clock.ts'

const HEALTHY_MS = 10_000
const POLL_MS = 250
const RESIZED_MS = 60_000
/** Only a person mends a wrong password, and many cameras lock out who sends a few of them: it is tried seldom. */
const REFUSED = { shortestMs: 30_000, longestMs: 1_800_000 }

export interface Supervision {
  /** Runs FFmpeg once, to its end; never rejects. */
  capture(plan: CapturePlan): Promise<CaptureEnd>
  /** Whether what it is read from is there; undefined where that can't be seen. */
  readonly isThere?: (() => Promise<boolean>) | undefined
  readonly log: Log
  readonly clock: Clock
  readonly random?: () => number
  readonly signal: AbortSignal
}

/** Keeps one camera captured while somebody wants it, and tells its state. Resolves when `signal` aborts. */
export async function supervise(camera: Camera, supervision: Supervision): Promise<void> {
  const { capture, log, signal } = supervision
  const backOff = new BackOff(supervision.random)
  const refusals = new BackOff(supervision.random, REFUSED)
  let next: CapturePlan = {
    wanted: new Set(),
    encode: false,
    mute: false,
    software: false,
    ownClock: false,
    unframed: false,
  }
  while (await somethingIsWanted(camera, signal)) {
    if (camera.state.kind === 'idle') camera.setState({ kind: 'starting' })
    const end = await capture({ ...next, wanted: new Set([...next.wanted, ...camera.demand.wanted()]) })
    if (signal.aborted) return
    next = plan(next, end)
    if (!next.mute) camera.clearWarning('mute')
    if (end.healthyMs >= HEALTHY_MS) {
      backOff.reset()
      refusals.reset()
    }
    switch (end.kind) {
      case 'stopped':
        camera.setState({ kind: 'idle' })
        break
      case 'regrow':
      case 'broken':
        break
      case 'encode':
        camera.warn(
          'encode',
          `The camera's own H.264 can't be passed on, so it is encoded anew, which costs CPU: ${end.reason}`,
        )
        log.warn({ camera: camera.id, code: end.code }, `encoding from now on: ${end.reason}`)
        break
      case 'unclocked': {
        const sentence = 'The camera’s clock jumps or stands; its pictures are timed by when they come.'
        camera.warn('clock', sentence)
        log.warn({ camera: camera.id, code: 'clock' }, sentence)
        break
      }
      case 'resized':
        camera.warn('resized', end.reason, RESIZED_MS)
        log.warn({ camera: camera.id, code: end.kind }, end.reason)
        break
      case 'software': {
        const sentence = `${end.encoder} has failed: ${end.reason} libx264 is used from now on, which costs CPU.`
        camera.warn('encoder', sentence)
        log.warn({ camera: camera.id, code: end.kind }, sentence)
        break
      }
      case 'mute':
        camera.warn('mute', `The camera is shown without sound (audio: false spares the wait): ${end.reason}`)
        log.warn({ camera: camera.id, code: end.kind }, `without sound from now on: ${end.reason}`)
        break
      case 'encodeSound':
        log.info({ camera: camera.id, code: end.kind }, `the sound is encoded anew from now on: ${end.reason}`)
        break
      case 'ended':
        await pause(camera, { ...supervision, ms: new BackOff(supervision.random).next() })
        break
      case 'failed': {
        const refused = end.code === 'unauthorized'
        const ms = (refused ? refusals : backOff).next()
        const reason = [end.reason, end.hint, refused && askedAgain(ms)].filter(Boolean).join(' ')
        log.warn({ camera: camera.id, code: end.code, retryInMs: Math.round(ms) }, `camera lost: ${reason}`)
        if ((await pause(camera, { ...supervision, ms, lost: withoutAddresses(reason) })) === 'it is back')
          backOff.reset()
      }
    }
  }
}

function askedAgain(ms: number): string {
  const when = ms < 90_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} minutes`
  return `It is asked again in ${when}, then ever more seldom, so that it locks nobody out; or at once with another address.`
}

/**
 * What the next start is to keep of the last run: a camera that can't be passed through is encoded for good; one that sent
 * no sound is not listened to until it was lost, as its sound may come with it; hardware that failed is not used again; an
 * HTTP camera whose parts can't be told apart is read the other way.
 */
function plan({ source: _, ...last }: CapturePlan, end: CaptureEnd): CapturePlan {
  const { source } = end
  const kept = { ...last, wanted: new Set<Want>() }
  if (end.kind === 'regrow') return { ...kept, wanted: end.wanted, source }
  if (end.kind === 'broken') return { ...kept, wanted: end.wanted, strict: true, source }
  if (end.kind === 'encode') return { ...kept, encode: true, mute: false, source }
  if (end.kind === 'software') return { ...kept, software: true, source }
  if (end.kind === 'unclocked') return { ...kept, ownClock: true, source }
  if (end.kind === 'mute') return { ...kept, mute: true, source }
  if (end.kind === 'encodeSound') return { ...kept, encodeSound: true, source }
  if (end.kind === 'resized') return { ...kept, wanted: end.wanted }
  const misread = end.kind === 'failed' && source?.kind === 'mjpeg' && ['not_mjpeg', 'no_video'].includes(end.code)
  const mute = last.mute && end.kind !== 'failed'
  if (last.strict && end.kind === 'failed' && end.code === 'no_frames') return { ...kept, mute, strict: false }
  return { ...kept, mute, unframed: misread ? !last.unframed : last.unframed }
}

/** False when `signal` aborts first. */
async function somethingIsWanted(camera: Camera, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted && camera.demand.wanted().size === 0) {
    camera.setState({ kind: 'idle' })
    await camera.demand.changed(signal)
  }
  return !signal.aborted
}

interface Pause extends Pick<Supervision, 'clock' | 'signal' | 'isThere'> {
  readonly ms: number
  /** What to tell those who want the camera meanwhile. */
  readonly lost?: string
}

/** Waits `ms`, less when what was away comes back. A camera that nobody wants is idle meanwhile, not lost. */
async function pause(camera: Camera, { ms, lost, clock, signal, isThere }: Pause): Promise<'over' | 'it is back'> {
  const until = clock.now() + ms
  let away = (await isThere?.()) === false
  for (let left = ms; left > 0 && !signal.aborted; left = until - clock.now()) {
    if (camera.demand.wanted().size === 0) camera.setState({ kind: 'idle' })
    else if (lost !== undefined) camera.setState({ kind: 'lost', reason: lost })
    await clock.sleep(Math.min(POLL_MS, left), signal)
    const wasAway = away
    away = (await isThere?.()) === false
    if (wasAway && !away) return 'it is back'
  }
  return 'over'
}
