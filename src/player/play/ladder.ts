/** The ways a picture can come to the page, best first. */
export type Via = 'webcodecs' | 'mse' | 'hls' | 'native' | 'jpeg' | 'mjpeg' | 'stills'

const ALL: readonly Via[] = ['webcodecs', 'mse', 'hls', 'native', 'jpeg', 'mjpeg', 'stills']

/** What a browser can play with. */
export interface Abilities {
  readonly webCodecs: boolean
  /** Media Source Extensions, with H.264 in fMP4. */
  readonly mse: boolean
  readonly nativeHls: boolean
}

/** The deliveries this browser can try, best first. */
export function rungs(can: Abilities): readonly Via[] {
  const possible: Readonly<Record<Via, boolean>> = {
    webcodecs: can.webCodecs,
    mse: can.mse,
    hls: can.mse,
    native: can.nativeHls && !can.mse,
    jpeg: true,
    mjpeg: true,
    stills: true,
  }
  return ALL.filter(via => possible[via])
}

/** The delivery of this name; undefined where there is none. */
export function viaNamed(name: string | null): Via | undefined {
  return ALL.find(via => via === name)
}

/** Whether this way has the small picture too; the others bring fewer pictures to who saves data. */
export function hasSmall(via: Via): boolean {
  return via === 'webcodecs' || onVideo(via)
}

/** Whether sound comes this way too, or, from where it is asked for, the next one. */
export function hasSound(via: Via): boolean {
  return via === 'webcodecs' || onVideo(via)
}

/** Whether this way plays in the page's video, and not on its canvas. */
export function onVideo(via: Via): boolean {
  return via === 'mse' || via === 'hls' || via === 'native'
}

/** What carries the pictures of a delivery. Where nothing comes through one, the others that it carries need no try. */
export function carrier(via: Via): 'socket' | 'parts' | 'stream' | 'stills' {
  if (via === 'webcodecs' || via === 'mse' || via === 'jpeg') return 'socket'
  if (via === 'hls' || via === 'native') return 'parts'
  return via === 'mjpeg' ? 'stream' : 'stills'
}

/** Where we stand: which rung, tries in a row that ended, and how many of them had moved before. */
export interface Footing {
  readonly rung: number
  readonly failures: number
  readonly breaks: number
  /** The lower one that we climbed from, where it went well. */
  readonly from?: number
}

/** How one try of a delivery ended. */
export interface Outcome {
  /** Something of the camera came this way. */
  readonly heard: boolean
  /** It showed a moving picture. */
  readonly moved: boolean
  /** It went on well for a minute before it ended. */
  readonly lasted: boolean
  /** The server was there and the camera live when it ended: the delivery itself is to blame. */
  readonly blamed: boolean
}

/** The best delivery, with a clean record. */
export const TOP: Footing = { rung: 0, failures: 0, breaks: 0 }

/** The start of a visit: where it went well on this network before, else at the top. */
export function startOn(rungs: readonly Via[], remembered: Via | undefined): Footing {
  return { ...TOP, rung: Math.max(0, remembered ? rungs.indexOf(remembered) : 0) }
}

/**
 * Where to stand for the next try. A delivery that never moved though the camera was live is left at once, with all of the
 * same carrier when nothing came; one that broke three times in short order is left too; below the last comes the first
 * again. From where we climbed to and did not last a minute we go back. What broke because camera or network went away is
 * tried again as it was.
 */
export function nextFooting(at: Footing, rungs: readonly Via[], outcome: Outcome): Footing {
  const failures = outcome.lasted ? 1 : at.failures + 1
  if (!outcome.blamed) return { ...at, failures }
  if (at.from !== undefined && !outcome.lasted) return { ...TOP, rung: at.from }
  const breaks = outcome.lasted ? 1 : at.breaks + 1
  if (outcome.moved && breaks < 3) return { rung: at.rung, failures, breaks }
  const rung = rungBelow(at.rung, rungs, outcome)
  return { rung, failures: rung > at.rung ? 0 : failures, breaks: 0 }
}

function rungBelow(rung: number, rungs: readonly Via[], { heard }: Outcome): number {
  const via = rungs[rung]
  const below = rungs.findIndex((other, at) => at > rung && (heard || !via || carrier(other) !== carrier(via)))
  return Math.max(0, below)
}
