import type { LineEnd } from './line/line.ts'
import type { Sent } from './send/sending.ts'

/** How publishing goes, and how long it has; times in ms of one clock. */
export interface Going {
  readonly now: number
  /** Undefined while nothing has been taken. */
  readonly liveSince?: number | undefined
  /** Since when nothing was taken that should have been; undefined while all goes well. */
  readonly lateMs: number
  readonly failures: number
  /** The browser has stopped the picture. */
  readonly muted: boolean
  readonly bitrate: number
  readonly viewers?: number | undefined
  readonly sent?: Sent | undefined
  /** What is wrong at the other end. */
  readonly trouble?: string | undefined
}

/** The badge, as the root's data-state says it in one word, and a line below the picture. */
export interface Words {
  readonly state: 'live' | 'starting' | 'lost'
  readonly badge: string
  readonly line: string
}

/** Nothing was taken for so long: it does not get through. In ms. */
const STUCK_MS = 2500

/** What is said of it while it goes on. */
export function goingWords({ liveSince, failures, lateMs, muted, bitrate, viewers, sent, trouble }: Going): Words {
  if (muted)
    return { state: 'starting', badge: 'Paused', line: 'The browser has stopped the camera. It goes on by itself.' }
  if (liveSince === undefined && failures > 1)
    return { state: 'lost', badge: 'Not sent', line: 'tunnelcam does not answer. Trying again…' }
  if (liveSince === undefined && failures > 0)
    return { state: 'lost', badge: 'Not sent', line: 'The connection was lost. Trying again…' }
  if (liveSince === undefined) return { state: 'starting', badge: 'Starting', line: 'Connecting…' }
  if (lateMs > STUCK_MS) return { state: 'lost', badge: 'Stuck', line: 'Nothing gets through now. Trying on…' }
  const facts = [watchingText(viewers), rateText(bitrate), sizeText(sent)].filter(fact => fact !== '')
  return { state: 'live', badge: 'Live', line: trouble ? `It is sent, but not shown: ${trouble}` : facts.join(' · ') }
}

/** Why it has ended, for the veil. */
export function endWords(
  { code, message }: LineEnd,
  camera: string,
): { readonly title: string; readonly detail: string } {
  if (code === 'taken_over')
    return {
      title: 'Another device has taken over.',
      detail: `It sends to ${camera} now. Press Start to take it back.`,
    }
  if (code === 'camera_not_found')
    return {
      title: `${camera} is not there any more.`,
      detail: 'It was removed, or takes its pictures from elsewhere now.',
    }
  return { title: 'It was ended.', detail: message }
}

/** What is said before the browser was asked for its camera. */
export function readyWords(): { readonly title: string; readonly detail: string } {
  return { title: 'Ready', detail: 'Press Start. The browser asks whether it may use the camera.' }
}

/** What is said after Stop. */
export function stoppedWords(): { readonly title: string; readonly detail: string } {
  return { title: 'Stopped', detail: 'The camera is off. Press Start to send again.' }
}

/** What is said where there is no camera that this page may send to. */
export function nowhereWords(owner: boolean): { readonly title: string; readonly detail: string } {
  if (!owner) return { title: 'There is no camera to send to.', detail: 'The one that your link is for was removed.' }
  return {
    title: 'There is no camera to send to yet.',
    detail: 'Add one to tunnelcam.yaml: - { id: phone, source: "publish:" }. This page goes on then.',
  }
}

/** 'Nobody is watching', '1 is watching', '2 are watching'; '' when that is not known. */
export function watchingText(viewers: number | undefined): string {
  if (viewers === undefined) return ''
  if (viewers === 0) return 'Nobody is watching'
  return viewers === 1 ? '1 is watching' : `${viewers} are watching`
}

/** '1.8 Mbit/s', '640 kbit/s'; '' for nothing. */
export function rateText(bitrate: number): string {
  if (bitrate <= 0) return ''
  return bitrate < 995_000
    ? `${Math.max(1, Math.round(bitrate / 10_000)) * 10}\u00a0kbit/s`
    : `${(bitrate / 1e6).toFixed(1)}\u00a0Mbit/s`
}

/** '720p H.264': of a picture that is held upright too, the shorter side counts. */
function sizeText(sent: Sent | undefined): string {
  return sent ? `${Math.min(sent.width, sent.height)}p\u00a0${sent.codec}` : ''
}
