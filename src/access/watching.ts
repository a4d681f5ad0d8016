import type { Output } from '../hub/counts.ts'
import { OPEN_PASS, type Pass } from './pass.ts'

/** What somebody does with a camera: he watches it by an output, or sends its pictures. */
export type Use = Output | 'publish'

/** Somebody who watches one camera now, or publishes to it. */
export interface Viewing {
  readonly link: string
  /** The link's name. */
  readonly name: string
  readonly camera: string
  readonly output: Use
  /** Ms since 1970. */
  readonly since: number
  readonly address: string
  /** What it looks like: `iPhone`, `VLC`. */
  readonly device: string
}

/** Who wants to watch what. */
export interface Asking {
  readonly pass: Pass
  readonly camera: string
  readonly output: Use
  /** Tells one browser or program of a link from another. */
  readonly holder: string
  readonly address: string
  readonly device: string
  /** Of who watches several cameras by one connection: what tells that from others. He is one viewer. */
  readonly connection?: string
}

/** One viewer's stay. */
export interface Visit {
  /** It is the first of this viewer, not one more request. */
  readonly begun: boolean
  /** Aborts when he may not watch any more: his streams have to end with it. */
  readonly ended: AbortSignal
  /** Calls `goodbye` when `ended` aborts, unless the returned function was called before: for many that wait at a time. */
  onEnded(goodbye: () => void): () => void
  /** To be called when a lasting visit is over; of a passing one it does nothing. */
  leave(): void
}

/** The most viewers of a camera, and by a link; owners are not counted. */
export interface ViewerLimits {
  readonly perCamera: number
  readonly perLink: number
}

/** Too many watch already, or publish; `what` has. */
export class TooManyViewers extends Error {
  override readonly name = 'TooManyViewers'
  readonly what: keyof typeof TOO_MANY

  constructor(what: keyof typeof TOO_MANY, most: number) {
    super(`${most} ${TOO_MANY[what]} already, which is the most.`)
    this.what = what
  }
}

const TOO_MANY = {
  camera: 'are watching this camera',
  link: 'are watching with this link',
  publishers: 'publish to this camera with this link',
} as const

/** So many connections may publish to one camera by one link; the newest that does takes the place of the others. */
const MOST_PUBLISHERS = 16

/** Who asks for playlists or stills again and again is not gone between two requests. */
const RETURN_MS = 10_000

interface Entry {
  readonly viewing: Viewing
  readonly pass: Pass
  /** Tells one viewer from another. */
  readonly viewer: string
  readonly leaving: AbortController
  readonly goodbyes: Set<() => void>
  /** Undefined while a connection lasts. */
  seenAt: number | undefined
}

/** Who watches what, with which link, now. */
export class Watching {
  readonly limits: ViewerLimits
  readonly #entries = new Map<string, Entry>()
  readonly #elsewhere = new Map<string, readonly Viewing[]>()
  #connections = 0

  constructor(limits: ViewerLimits) {
    this.limits = limits
  }

  /** Begins a visit that lasts until it is left, as that of a stream. Throws TooManyViewers. `now` in ms since 1970. */
  begin(asking: Asking, now: number): Visit {
    const key = `connection ${++this.#connections}`
    const visit = visitOf(this.#add(key, asking, undefined, now), true)
    return { ...visit, leave: () => this.#entries.delete(key) }
  }

  /** Notes one request of a visit that is made of many. Throws TooManyViewers. `now` in ms since 1970. */
  pass(asking: Asking, now: number): Visit {
    const key = [asking.pass.link, asking.holder, asking.camera, asking.output].join(' ')
    const known = this.#entries.get(key)
    if (!known) return visitOf(this.#add(key, asking, now, now), true)
    known.seenAt = now
    return visitOf(known, false)
  }

  /** Who watches what, elsewhere too. */
  list(now: number): Viewing[] {
    return [...this.here(now), ...[...this.#elsewhere.values()].flat()]
  }

  /** Who watches what here. */
  here(now: number): Viewing[] {
    this.#forget(now)
    return [...this.#entries.values()].map(({ viewing }) => viewing)
  }

  /** So many watch at a place that shows the same as this one: they are listed and counted with those here. */
  elsewhere(place: string, viewings: readonly Viewing[]): void {
    if (viewings.length > 0) this.#elsewhere.set(place, viewings)
    else this.#elsewhere.delete(place)
  }

  /** Whether `most` watch here, and he who asks is none of them. Owners are not counted. */
  isFull(most: number, { pass, holder }: Pick<Asking, 'pass' | 'holder'>, now: number): boolean {
    this.#forget(now)
    const viewers = this.#viewers(() => true)
    return viewers.size >= most && !viewers.has(`${pass.link} ${holder}`)
  }

  /** How many watch each camera by each output. */
  counts(now: number): { camera: string; output: Use; count: number }[] {
    const counted = new Map<string, { camera: string; output: Use; count: number }>()
    for (const { camera, output } of this.list(now)) {
      const known = counted.get(`${camera} ${output}`) ?? { camera, output, count: 0 }
      known.count++
      counted.set(`${camera} ${output}`, known)
    }
    return [...counted.values()]
  }

  /** Ends the visits by links that do not hold any more, and by passes that have expired. */
  review(holds: (link: string) => boolean, now: number): void {
    this.#forget(now)
    for (const [key, { pass, leaving, goodbyes }] of this.#entries) {
      if (holds(pass.link) && (pass.expiresAt === undefined || pass.expiresAt > now)) continue
      this.#entries.delete(key)
      leaving.abort()
      for (const goodbye of goodbyes) goodbye()
    }
  }

  #add(key: string, asking: Asking, seenAt: number | undefined, now: number): Entry {
    this.#forget(now)
    const { pass, camera, output, address, device } = asking
    const viewer = viewerOf(key, asking, seenAt === undefined)
    if (output === 'publish') this.#refusePublishers(pass, camera)
    else if (pass.role !== 'owner') this.#refuseTooMany(viewer, asking)
    const viewing = { link: pass.link, name: pass.name, camera, output, since: now, address, device }
    const entry = { viewing, pass, viewer, leaving: new AbortController(), goodbyes: new Set<() => void>(), seenAt }
    this.#entries.set(key, entry)
    return entry
  }

  #refusePublishers({ link }: Pass, camera: string): void {
    const same = [...this.#entries.values()].filter(
      ({ viewing }) => viewing.output === 'publish' && viewing.link === link && viewing.camera === camera,
    )
    if (same.length >= MOST_PUBLISHERS) throw new TooManyViewers('publishers', MOST_PUBLISHERS)
  }

  #refuseTooMany(mine: string, { pass, camera }: Asking): void {
    const refuse = (what: 'camera' | 'link', among: (viewing: Viewing) => boolean, most: number) => {
      const viewers = this.#viewers(among)
      const elsewhere = [...this.#elsewhere.values()].flat().filter(one => !isOwners(one) && among(one)).length
      if (!viewers.has(mine) && viewers.size + elsewhere >= most) throw new TooManyViewers(what, most)
    }
    refuse('camera', viewing => viewing.camera === camera, this.limits.perCamera)
    // Where all is open, everybody has the same.
    if (pass !== OPEN_PASS) refuse('link', viewing => viewing.link === pass.link, this.limits.perLink)
  }

  /** Those who count, each by what tells him from others. */
  #viewers(among: (viewing: Viewing) => boolean): Set<string> {
    const counted = [...this.#entries.values()].filter(
      ({ pass, viewing }) => pass.role !== 'owner' && viewing.output !== 'publish' && among(viewing),
    )
    return new Set(counted.map(({ viewer }) => viewer))
  }

  #forget(now: number): void {
    for (const [key, { seenAt }] of this.#entries) {
      if (seenAt !== undefined && now - seenAt > RETURN_MS) this.#entries.delete(key)
    }
  }
}

function isOwners({ link }: Viewing): boolean {
  return link === 'owner'
}

/** A browser that fetches playlists and stills is one viewer; of connections each is. */
function viewerOf(key: string, { pass, holder, connection }: Asking, lasting: boolean): string {
  return lasting ? (connection ?? key) : `${pass.link} ${holder}`
}

function visitOf({ leaving, goodbyes }: Entry, begun: boolean): Visit {
  return {
    begun,
    ended: leaving.signal,
    onEnded: goodbye => {
      goodbyes.add(goodbye)
      return () => goodbyes.delete(goodbye)
    },
    leave: () => undefined,
  }
}
