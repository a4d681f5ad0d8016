/** What a camera is doing, as /api/cameras says it. `since` is ms since the epoch on the server's clock. */
export interface CameraState {
  readonly kind: 'idle' | 'starting' | 'live' | 'lost'
  readonly since: number
  /** Why it is lost, a sentence for a person. */
  readonly reason?: string
}

/** One camera of /api/cameras, as far as the pages use it. */
export interface CameraJson {
  readonly id: string
  readonly name: string
  readonly source: string
  readonly state: CameraState
  readonly video?: VideoJson
  /** The small picture beside it; absent where there is none, or it can't be made. */
  readonly small?: { readonly width: number; readonly height: number; readonly frameRate: number }
  /** For a source that repeats a picture until there is a newer one: when it was made, ms on the server's clock. */
  readonly repeatedSince?: number
  /** When the newest picture was captured that the server has, ms on its clock. */
  readonly newestAt?: number
  readonly warnings: readonly string[]
  readonly viewers: number
  /** The pages that show it, as they report; for the owner alone. */
  readonly players?: readonly PlayerJson[]
}

/** A page that shows the camera: how its picture comes, how long it takes (the median, in ms), and how often it stalled. */
export interface PlayerJson {
  readonly delivery: string
  readonly medianMs?: number
  readonly stalls: number
}

/** What the camera's H.264 is; absent before its first frame. */
export interface VideoJson {
  readonly width: number
  readonly height: number
  readonly frameRate?: number
  readonly audio: boolean
}

/** One camera out of parsed JSON. Throws TypeError naming the field that is missing or wrong. */
export function parseCamera(json: unknown): CameraJson {
  const camera = record(json, 'camera')
  const video = camera.video ? parseVideo(record(camera.video, 'video')) : undefined
  return {
    id: text(camera.id, 'id'),
    name: text(camera.name, 'name'),
    source: text(camera.source, 'source'),
    state: parseState(record(camera.state, 'state')),
    ...(video ? { video } : {}),
    ...parseSmall(camera.small),
    ...parseRepeated(camera.picture),
    ...parseNewest(camera),
    warnings: Array.isArray(camera.warnings) ? camera.warnings.filter(warning => typeof warning === 'string') : [],
    viewers: typeof camera.viewers === 'number' ? camera.viewers : 0,
    ...(Array.isArray(camera.players) ? { players: camera.players.map(parsePlayer) } : {}),
  }
}

function parseSmall(json: unknown): Pick<CameraJson, 'small'> {
  if (!json) return {}
  const { width, height, frameRate, trouble } = record(json, 'small')
  if (typeof trouble === 'string') return {}
  return {
    small: {
      width: number(width, 'small.width'),
      height: number(height, 'small.height'),
      frameRate: number(frameRate, 'small.frameRate'),
    },
  }
}

function parseRepeated(picture: unknown): { repeatedSince?: number } {
  if (!picture) return {}
  const { repeats, capturedAt } = record(picture, 'picture')
  return repeats === true ? { repeatedSince: number(capturedAt, 'picture.capturedAt') } : {}
}

function parsePlayer(json: unknown): PlayerJson {
  const { delivery, medianMs, stalls } = record(json, 'player')
  return {
    delivery: text(delivery, 'player.delivery'),
    ...(typeof medianMs === 'number' ? { medianMs } : {}),
    stalls: number(stalls, 'player.stalls'),
  }
}

function parseNewest({ picture, video }: Record<string, unknown>): { newestAt?: number } {
  const times = [picture, video].map(made => (made ? record(made, 'picture').capturedAt : undefined))
  const known = times.filter(time => typeof time === 'number')
  return known.length > 0 ? { newestAt: Math.max(...known) } : {}
}

/** What a camera is doing, out of parsed JSON. Throws TypeError as parseCamera does. */
export function parseState(state: Record<string, unknown>): CameraState {
  const kind = KINDS.find(known => known === state.kind)
  if (!kind) throw new TypeError(`state.kind: expected one of ${KINDS.join(', ')}, got ${JSON.stringify(state.kind)}`)
  const reason = typeof state.reason === 'string' ? { reason: state.reason } : {}
  return { kind, since: number(state.since, 'state.since'), ...reason }
}

const KINDS = ['idle', 'starting', 'live', 'lost'] as const

function parseVideo(video: Record<string, unknown>): VideoJson {
  return {
    width: number(video.width, 'video.width'),
    height: number(video.height, 'video.height'),
    ...(typeof video.frameRate === 'number' ? { frameRate: video.frameRate } : {}),
    audio: video.audio === true,
  }
}

/** A JSON object, so that its fields can be read one by one. Throws TypeError for anything else. */
export function record(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new TypeError(`${path}: expected an object, got ${JSON.stringify(value)}`)
}

/** A finite number out of JSON. Throws TypeError naming the path. */
export function number(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new TypeError(`${path}: expected a number, got ${JSON.stringify(value)}`)
}

/** Text out of JSON. Throws TypeError naming the path. */
export function text(value: unknown, path: string): string {
  if (typeof value === 'string') return value
  throw new TypeError(`${path}: expected text, got ${JSON.stringify(value)}`)
}
