import { number, record, text } from './cameraJson.ts'

/** The cameras that somebody may see: all of them, or these ids. */
export type Cameras = 'all' | readonly string[]

/** Who this page is signed in as. `expiresAt` in ms since the epoch on the server's clock; absent: until revoked. */
export interface Me {
  readonly role: Role
  readonly name: string
  readonly cameras: Cameras
  readonly expiresAt?: number
  /** Everyone who reaches the address may watch. */
  readonly open: boolean
}

/** What a link lets its bearer do. */
export type Role = 'owner' | 'viewer' | 'publisher'

/** What an address made for one program brings; `view`: whatever shows the camera in a page of another site. */
export type Output = 'mjpeg' | 'hls' | 'still' | 'mp4' | 'view'

/** One link of the owner's list. Times in ms since the epoch on the server's clock; no `expiresAt`: until revoked. */
export interface Link {
  readonly id: string
  readonly name: string
  readonly kind: 'printed' | 'share' | 'embed'
  readonly role: Role
  readonly cameras: Cameras
  /** Of an embed: what it brings. */
  readonly output?: Output | 'live'
  readonly createdAt: number
  readonly expiresAt?: number
  readonly state: 'valid' | 'expired' | 'revoked'
}

/** Somebody who is watching now, and by which link. */
export interface Watching {
  readonly link: string
  readonly name: string
  readonly camera: string
  /** How he watches; or that he sends the pictures. */
  readonly output: Output | 'live' | 'publish'
  readonly since: number
  readonly address: string
  readonly device: string
}

/** One line of what happened; `count` times alike. */
export interface Entry {
  readonly at: number
  readonly event: 'entry' | 'refusal' | 'share' | 'revocation' | 'rotation'
  readonly name?: string
  readonly address?: string
  readonly count: number
  readonly detail: string
}

/** /api/me's `me`. Throws TypeError naming the field that is missing or wrong, as all here. */
export function parseMe(json: unknown): Me {
  const me = record(json, 'me')
  return {
    role: oneOf(ROLES, me.role, 'me.role'),
    name: text(me.name, 'me.name'),
    cameras: parseCameras(me.cameras, 'me.cameras'),
    ...parseExpiry(me.expiresAt),
    open: me.open === true,
  }
}

/** One of /api/links' `links`. */
export function parseLink(json: unknown): Link {
  const link = record(json, 'link')
  return {
    id: text(link.id, 'link.id'),
    name: text(link.name, 'link.name'),
    kind: oneOf(['printed', 'share', 'embed'], link.kind, 'link.kind'),
    role: oneOf(ROLES, link.role, 'link.role'),
    cameras: parseCameras(link.cameras, 'link.cameras'),
    ...(link.output
      ? { output: oneOf(['mjpeg', 'hls', 'still', 'live', 'mp4', 'view'], link.output, 'link.output') }
      : {}),
    createdAt: number(link.createdAt, 'link.createdAt'),
    ...parseExpiry(link.expiresAt),
    state: oneOf(['valid', 'expired', 'revoked'], link.state, 'link.state'),
  }
}

/** One of /api/links' `watching`. */
export function parseWatching(json: unknown): Watching {
  const { link, name, camera, output, since, address, device } = record(json, 'watching')
  return {
    link: text(link, 'watching.link'),
    name: text(name, 'watching.name'),
    camera: text(camera, 'watching.camera'),
    output: oneOf(['mjpeg', 'hls', 'still', 'live', 'mp4', 'publish'], output, 'watching.output'),
    since: number(since, 'watching.since'),
    address: typeof address === 'string' ? address : '',
    device: typeof device === 'string' ? device : '',
  }
}

/** One of /api/audit's `entries`. */
export function parseEntry(json: unknown): Entry {
  const { at, event, name, address, count, detail } = record(json, 'entry')
  return {
    at: number(at, 'entry.at'),
    event: oneOf(['entry', 'refusal', 'share', 'revocation', 'rotation'], event, 'entry.event'),
    ...(typeof name === 'string' && { name }),
    ...(typeof address === 'string' && { address }),
    count: typeof count === 'number' ? count : 1,
    detail: typeof detail === 'string' ? detail : '',
  }
}

const ROLES = ['owner', 'viewer', 'publisher'] as const

function parseCameras(value: unknown, path: string): Cameras {
  if (value === 'all') return value
  if (Array.isArray(value)) return value.map(id => text(id, path))
  throw new TypeError(`${path}: expected "all" or a list, got ${JSON.stringify(value)}`)
}

// null says: until revoked.
function parseExpiry(value: unknown): { expiresAt?: number } {
  return typeof value === 'number' ? { expiresAt: value } : {}
}

function oneOf<const T extends string>(known: readonly T[], value: unknown, path: string): T {
  const found = known.find(one => one === value)
  if (found !== undefined) return found
  throw new TypeError(`${path}: expected one of ${known.join(', ')}, got ${JSON.stringify(value)}`)
}
