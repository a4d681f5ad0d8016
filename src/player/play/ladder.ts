/** The ways a picture can come to the page, best first. */
export type Via = 'webcodecs' | 'mse' | 'hls' | 'native' | 'mjpeg' | 'stills'

const ALL: readonly Via[] = ['webcodecs', 'mse', 'hls', 'native', 'mjpeg', 'stills']

/** What a browser can play with. */
export interface Abilities {
  readonly webCodecs: boolean
  /** Media Source Extensions, with H.264 in fMP4. */
  readonly mse: boolean
  readonly nativeHls: boolean
}

/** The deliveries this browser can try, best first. `pinned` (from ?via=) leaves only that one. */
export function rungs(can: Abilities, pinned: string | null): readonly Via[] {
  const only = ALL.find(via => via === pinned)
  if (only) return [only]
  const possible: Readonly<Record<Via, boolean>> = {
    webcodecs: can.webCodecs,
    mse: can.mse,
    hls: can.mse,
    native: can.nativeHls && !can.mse,
    mjpeg: true,
    stills: true,
  }
  return ALL.filter(via => possible[via])
}

/** Of these deliveries the ones that have the small picture, and the last, which is small too; all of them where none has it. */
export function thriftyRungs(all: readonly Via[]): readonly Via[] {
  const thrifty = all.filter(via => via === 'hls' || via === 'native')
  return thrifty.length > 0 && all.length > 1 ? [...new Set([...thrifty, ...all.slice(-1)])] : all
}

/** Whether sound comes this way too, or, from where it is asked for, the next one. */
export function hasSound(via: Via): boolean {
  return via !== 'mjpeg' && via !== 'stills'
}

/** Where we stand: which rung, tries in a row that ended, and how many of them had moved before. */
export interface Footing {
  readonly rung: number
  readonly failures: number
  readonly breaks: number
}

/** How one try of a delivery ended. */
export interface Outcome {
  /** It showed a moving picture. */
  readonly moved: boolean
  /** It went on well for a minute before it ended. */
  readonly lasted: boolean
  /** The server was there and the camera live when it ended: the delivery itself is to blame. */
  readonly blamed: boolean
}

/** The start of every visit, and of every return to the page: the best delivery, with a clean record. */
export const TOP: Footing = { rung: 0, failures: 0, breaks: 0 }

/**
 * Where to stand for the next try. A delivery that never moved though the camera was live is left at once; one that
 * broke three times in short order is left too; below the last comes the first again. What broke because camera or
 * network went away is tried again as it was.
 */
export function nextFooting(at: Footing, rungCount: number, outcome: Outcome): Footing {
  const failures = outcome.lasted ? 1 : at.failures + 1
  if (!outcome.blamed) return { rung: at.rung, failures, breaks: at.breaks }
  const breaks = outcome.lasted ? 1 : at.breaks + 1
  if (outcome.moved && breaks < 3) return { rung: at.rung, failures, breaks }
  const rung = (at.rung + 1) % rungCount
  return { rung, failures: rung > at.rung ? 0 : failures, breaks: 0 }
}
