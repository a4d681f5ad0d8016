import { roundAgeText } from '../ageText.ts'
import type { CameraState } from '../server/cameraJson.ts'

/** The newest picture on the glass. Times are ms since the epoch on the server's clock. */
export interface Painted {
  readonly paintedAt: number
  /** When the camera took it; undefined when the delivery cannot tell. */
  readonly capturedAt?: number
  /** Two different pictures have come from the same delivery: it moves. A poster never moves. */
  readonly moving: boolean
}

/** Everything the page knows at one moment. */
export interface Sight {
  /** Ms since the epoch on the server's clock. */
  readonly now: number
  readonly painted?: Painted
  /** What the server said last; undefined before its first answer. */
  readonly camera?: CameraState
  readonly contact: Contact
  /** This page may show nothing any more, and why. */
  readonly ended?: { readonly title: string; readonly detail: string }
  /** The video repeats a picture that was made then: that is its age, however soon it comes. */
  readonly repeatedSince?: number
  /** Pictures a second the camera is known to give. */
  readonly frameRate?: number
}

/** Whether the server answers; 'offline' when the device itself has no network. */
export type Contact = 'unknown' | 'answers' | 'silent' | 'offline'

/** What the person is told. A veil greys the picture and covers it with words, so that nobody takes it for live. */
export interface Verdict {
  readonly state: CameraState['kind']
  /** Age of the picture on the glass in ms; undefined without a picture, or while a delivery cannot tell. */
  readonly age?: number
  readonly veil?: { readonly title: string; readonly detail: string }
  /** The picture moves but shows the past by more than LATE_MS. */
  readonly late: boolean
  /** It is the newest picture of a source that has no other until somebody makes one. */
  readonly repeated?: true
}

/** Without a new picture for this long, or for half of it when it is as old as this, the one on the glass is not live. */
export const FROZEN_MS = 3000
/** A moving picture older than this is marked as late (plain HLS on iOS is three segments behind by design). */
export const LATE_MS = 3000
/** A moving picture older than this is veiled like a frozen one. */
export const TOO_LATE_MS = 10_000

/** Judges what is on the glass: live, starting or lost, how old, and what to say about it. */
export function verdict(sight: Sight): Verdict {
  const { painted, camera } = sight
  const age = ageOf(painted, sight.now)
  const fresh = isFresh(sight, age)
  const aged = age === undefined ? {} : { age }

  if (sight.ended) return { state: 'lost', ...aged, late: false, veil: sight.ended }
  if (camera?.kind === 'lost' && !isNewerThan(painted, camera.since)) {
    return { state: 'lost', ...aged, late: false, veil: { title: titleFor(age), detail: camera.reason ?? UNPLUGGED } }
  }
  if (fresh && painted?.moving) return sight.repeatedSince === undefined ? live(age) : repeated(sight, age)
  if (sight.contact === 'offline' || sight.contact === 'silent') {
    const detail = sight.contact === 'offline' ? OFFLINE : SILENT
    return { state: 'lost', ...aged, late: false, ...(fresh ? {} : { veil: { title: titleFor(age), detail } }) }
  }
  const broken = painted?.moving === true && camera?.kind === 'live'
  const veil = { title: titleFor(age, !broken), detail: broken ? INTERRUPTED : startingText(sight) }
  return { state: broken ? 'lost' : 'starting', ...aged, late: false, ...(fresh ? {} : { veil }) }
}

function live(age: number | undefined): Verdict {
  return { state: 'live', ...(age === undefined ? {} : { age }), late: (age ?? 0) > LATE_MS }
}

// The video that repeats a picture is new; the picture in it may be hours old.
function repeated({ now, repeatedSince }: Sight, age: number | undefined): Verdict {
  return { state: 'live', age: Math.max(age ?? 0, now - (repeatedSince ?? now)), late: false, repeated: true }
}

// Without a capture time the age is unknown while pictures come, and at least the time since the last one after that.
function ageOf(painted: Painted | undefined, now: number): number | undefined {
  if (!painted) return undefined
  if (painted.capturedAt !== undefined) return Math.max(0, now - painted.capturedAt)
  return now - painted.paintedAt > 1000 ? now - painted.paintedAt : undefined
}

function isFresh({ now, painted, frameRate }: Sight, age: number | undefined): boolean {
  if (!painted) return false
  const frozenMs = Math.max(FROZEN_MS, frameRate ? (3 * 1000) / frameRate : 0)
  const stillMs = now - painted.paintedAt
  if (stillMs > frozenMs || (stillMs > frozenMs / 2 && (age ?? 0) > frozenMs)) return false
  return (age ?? 0) <= (painted.moving ? Math.max(TOO_LATE_MS, frozenMs) : frozenMs)
}

// The server's word is up to one poll old: a picture taken after the camera was lost proves that it is back.
function isNewerThan(painted: Painted | undefined, since: number): boolean {
  return painted?.capturedAt !== undefined && painted.moving && painted.capturedAt > since
}

const UNPLUGGED = 'The camera gives no picture. Trying again.'
const OFFLINE = 'This device is offline. The picture returns when the network does.'
const SILENT = 'tunnelcam does not answer. Trying again.'
const INTERRUPTED = 'The connection is slow or interrupted. Trying again.'

function titleFor(age: number | undefined, starting = false): string {
  if (age !== undefined) return `Picture from ${roundAgeText(age)} ago`
  return starting ? 'One moment' : 'No picture'
}

function startingText({ camera }: Sight): string {
  if (camera?.kind === 'live') return 'Waiting for the picture.'
  return camera ? 'The camera is starting.' : 'Connecting.'
}
