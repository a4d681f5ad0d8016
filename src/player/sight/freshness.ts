import { roundAgeText } from '../ageText.ts'
import { standsStill, stillLimitMs } from '../mark/standsStill.ts'
import type { Via } from '../play/ladder.ts'
import type { CameraState } from '../server/cameraJson.ts'
import type { Painted } from './paintings.ts'

/** Everything the page knows at one moment. */
export interface Sight {
  /** Ms since the epoch on the server's clock. */
  readonly now: number
  readonly painted?: Painted
  /** The delivery whose picture moves. */
  readonly via?: Via
  /** What the server said last; undefined before its first answer. */
  readonly camera?: CameraState
  /** What the server had when it answered last; times in ms on its clock. */
  readonly newest?: { readonly capturedAt: number; readonly toldAt: number }
  readonly contact: Contact
  /** This page may show nothing any more, and why. */
  readonly ended?: { readonly title: string; readonly detail: string }
  /** The video repeats a picture that was made then: that is its age, however soon it comes. */
  readonly repeatedSince?: number
  /** From one picture of the camera to the next in ms, where that is known. */
  readonly frameMs?: number
}

/** Whether the server answers; 'offline' when the device itself has no network. */
export type Contact = 'unknown' | 'answers' | 'silent' | 'offline'

/** What the person is told. A veil greys the picture and covers it with words, so that nobody takes it for live. */
export interface Verdict {
  readonly state: CameraState['kind']
  /** Age of the picture on the glass in ms; undefined without a picture, or while a delivery cannot tell. */
  readonly age?: number
  /** How old pictures are when they appear, in ms, where that is known. */
  readonly behind?: number
  readonly veil?: { readonly title: string; readonly detail: string }
  /** The picture moves but shows the past by more than LATE_MS. */
  readonly late: boolean
  /** It is the newest picture of a source that has no other until somebody makes one. */
  readonly repeated?: true
}

/** A moving picture older than this is marked as late (plain HLS on iOS is three segments behind by design). */
export const LATE_MS = 3000
/** A moving picture older than this is veiled like a frozen one, where nothing explains that it is so old. */
const TOO_LATE_MS = 5000
/** HLS waits for whole segments where a player or proxy knows no parts. */
const TOO_LATE_SEGMENTS_MS = 10_000

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
  if (fresh && painted?.moving) {
    return sight.repeatedSince === undefined ? live(age, painted.behindMs) : repeated(sight, age)
  }
  if (sight.contact === 'offline' || sight.contact === 'silent') {
    const detail = sight.contact === 'offline' ? OFFLINE : SILENT
    return { state: 'lost', ...aged, late: false, ...(fresh ? {} : { veil: { title: titleFor(age), detail } }) }
  }
  const broken = painted?.moving === true && camera?.kind === 'live'
  const veil = { title: titleFor(age, !broken), detail: broken ? brokenText(sight) : startingText(sight) }
  return { state: broken ? 'lost' : 'starting', ...aged, late: false, ...(fresh ? {} : { veil }) }
}

function live(age: number | undefined, behind: number | undefined): Verdict {
  const known = { ...(age === undefined ? {} : { age }), ...(behind === undefined ? {} : { behind }) }
  return { state: 'live', ...known, late: (behind ?? 0) > LATE_MS }
}

// The video that repeats a picture is new; the picture in it may be hours old.
function repeated({ now, repeatedSince }: Sight, age: number | undefined): Verdict {
  return { state: 'live', age: Math.max(age ?? 0, now - (repeatedSince ?? now)), late: false, repeated: true }
}

// Without a capture time the age is unknown while pictures come, and at least the time since the last one after that.
function ageOf(painted: Painted | undefined, now: number): number | undefined {
  if (!painted) return undefined
  const { capturedAt, stillMs } = painted
  if (capturedAt !== undefined) return Math.max(stillMs, now - capturedAt)
  return stillMs > 1000 ? stillMs : undefined
}

function isFresh({ painted, frameMs, via }: Sight, age: number | undefined): boolean {
  if (!painted) return false
  if (standsStill({ stillMs: painted.stillMs, ageMs: age, frameMs })) return false
  const tooLate = via === 'hls' || via === 'native' ? TOO_LATE_SEGMENTS_MS : TOO_LATE_MS
  return (age ?? 0) <= (painted.moving ? Math.max(tooLate, 2 * stillLimitMs(frameMs)) : stillLimitMs(frameMs))
}

// The server's word is up to one poll old: a picture taken after the camera was lost proves that it is back.
function isNewerThan(painted: Painted | undefined, since: number): boolean {
  return painted?.capturedAt !== undefined && painted.moving && painted.capturedAt > since
}

const UNPLUGGED = 'The camera gives no picture. Trying again.'
const OFFLINE = 'This device is offline. The picture returns when the network does.'
const SILENT = 'tunnelcam does not answer. Trying again.'
const STOPPED = 'No new picture comes. Trying again.'
const STANDS = 'The camera gives no new picture.'
const INTERRUPTED = 'The connection is slow or interrupted. Trying again.'
/** HLS shows the last pictures only once the part is full that they are in. */
const UNDER_WAY_MS = 1000

function titleFor(age: number | undefined, starting = false): string {
  if (age !== undefined) return `Picture from ${roundAgeText(age)} ago`
  return starting ? 'One moment' : 'No picture'
}

// The server's word is older than the picture at first: then nobody knows yet who is to blame.
function brokenText({ newest, frameMs, painted }: Sight): string {
  if (!newest || painted?.capturedAt === undefined) return STOPPED
  if (newest.capturedAt > painted.capturedAt + UNDER_WAY_MS) return INTERRUPTED
  return newest.toldAt - newest.capturedAt > stillLimitMs(frameMs) / 2 ? STANDS : STOPPED
}

function startingText({ camera }: Sight): string {
  if (camera?.kind === 'live') return 'Waiting for the picture.'
  return camera ? 'The camera is starting.' : 'Connecting.'
}
