import type { Hub } from '../hub.ts'
import type { Log } from '../log.ts'
import { AgentLink, type Line } from './link.ts'
import { TAKEN_OVER } from './messages.ts'
import { type Described, type KnownCamera, Place } from './place.ts'
import { noRoom, type Room, USUAL_ROOM } from './room.ts'

/** Where a relay remembers its cameras. None of these rejects for long: what can't be kept is forgotten with the program. */
export interface RelayStore {
  read(): Promise<readonly KnownCamera[]>
  save(camera: KnownCamera): Promise<void>
  forget(id: string): Promise<void>
}

const DAY_MS = 24 * 3600_000
/** A camera whose agent has not come for so long is not remembered. */
const FORGOTTEN_MS = 30 * DAY_MS
/** So many cameras one relay shows: each holds a minute of video. */
const MOST_CAMERAS = 100

/** Who connects. */
export interface Connecting {
  /** The camera's id. */
  readonly camera: string
  /** What people call it. */
  readonly name: string
  /** Its source repeats a picture until there is a newer one. */
  readonly repeats: boolean
  /** It can make a small picture beside the full one. */
  readonly small?: boolean | undefined
  /** A random name of the agent's own. */
  readonly agent: string
  /** It comes back after another took its place, and only where that one is gone. */
  readonly yields: boolean
}

/** Why an agent is not taken: a sentence. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** The cameras of a relay: each is published by one agent at a time, the newest. */
export class Relay {
  readonly #hub: Hub
  readonly #store: RelayStore
  readonly #log: Log
  readonly #room: Room
  readonly #places = new Map<string, Place>()

  /** With no cameras yet. */
  constructor(hub: Hub, store: RelayStore, log: Log, room: Room = USUAL_ROOM) {
    this.#room = room
    this.#hub = hub
    this.#store = store
    this.#log = log
  }

  /** With the cameras that are remembered. Rejects as the store does. */
  static async open(hub: Hub, store: RelayStore, log: Log, room?: Room): Promise<Relay> {
    const relay = new Relay(hub, store, log, room)
    const known = [...(await store.read())].sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const camera of known) {
      if (Date.now() - camera.seenAt < FORGOTTEN_MS) relay.#places.set(camera.id, new Place(hub, camera))
      else relay.#keep(store.forget(camera.id))
    }
    return relay
  }

  /** An agent comes for a camera; the one before is told and closed. Throws NotTaken. */
  connect({ camera: id, name, repeats, small, agent, yields }: Connecting, line: Line): AgentLink {
    this.review(Date.now())
    const place = this.#place(id, { name, repeats, small })
    const { link: before } = place
    if (before && before.agent !== agent && yields)
      throw new NotTaken('busy', `Another agent publishes camera "${id}" now.`)
    const link = new AgentLink(agent, place, line, {
      onGone: () => this.#forget(place),
      noRoom: () => this.#noRoom(place),
    })
    place.describe({ name, repeats, small })
    this.#keep(this.#store.save(place.known))
    place.enter(link)
    before?.end(TAKEN_OVER, 'taken_over', `Another agent publishes camera "${id}" now.`)
    if (before && before.agent !== agent)
      this.#log.warn({ camera: id }, 'Two agents publish this camera: the one that came last is shown.')
    link.begin()
    return link
  }

  /** Forgets the cameras whose agents have not come for a month, and remembers of the others that they are there. */
  review(now: number): void {
    for (const place of [...this.#places.values()]) {
      const age = now - place.known.seenAt
      if (place.link && age > DAY_MS) {
        place.seen(now)
        this.#keep(this.#store.save(place.known))
      } else if (!place.link && age >= FORGOTTEN_MS) this.#forget(place)
    }
  }

  /** Ends all connections: the relay ends, and agents are to come back when it is there again. */
  close(): void {
    for (const { link } of this.#places.values()) link?.end(1001, 'ending', 'The relay ends.')
    for (const place of this.#places.values()) place.remove()
  }

  #place(id: string, what: Described): Place {
    const known = this.#places.get(id)
    if (known) return known
    if (this.#hub.cameras.has(id)) throw new NotTaken('own_camera', `"${id}" is a camera of this machine itself.`)
    if (this.#places.size >= MOST_CAMERAS)
      throw new NotTaken('too_many_cameras', `This relay shows ${MOST_CAMERAS} cameras already, which is the most.`)
    const place = new Place(this.#hub, { id, ...what, seenAt: Date.now() })
    this.#places.set(id, place)
    return place
  }

  #noRoom(place: Place): string | undefined {
    const held = [...this.#places.values()].reduce((sum, { reception }) => sum + reception.bytes, 0)
    return noRoom(this.#room, { camera: place.reception.bytes, all: held })
  }

  #forget(place: Place): void {
    const { id } = place.known
    this.#places.delete(id)
    place.link?.end(1000, 'forgotten', `Camera "${id}" is forgotten, as its agent asked.`)
    place.remove()
    this.#keep(this.#store.forget(id))
  }

  #keep(keeping: Promise<void>): void {
    keeping.catch((error: unknown) => this.#log.warn({ err: error }, 'The list of cameras can’t be kept.'))
  }
}

/** A store that keeps nothing. */
export function unkeptCameras(): RelayStore {
  return { read: async () => [], save: async () => undefined, forget: async () => undefined }
}
