import { roundAgeText } from '../ageText.ts'
import type { CameraJson, CameraState } from '../server/cameraJson.ts'

/** The picture a card shows. `capturedAt` is ms since the epoch on the server's clock. */
export interface Thumbnail {
  readonly capturedAt: number
  /** Nothing new has come for too long. */
  readonly stands: boolean
}

/** Everything a card says. */
export interface CardWords {
  readonly kind: CameraState['kind']
  readonly state: string
  readonly name: string
  /** 'from 12 s ago' once the picture is old; '' while it is fresh. */
  readonly age: string
  /** Why there is no live picture; '' while there is. */
  readonly reason: string
  /** The picture is to be greyed. */
  readonly stale: boolean
}

/** From here on it is said how old a picture is that is the newest of a slow camera. */
const SAID_MS = 5000

/** What a camera's card says: never "Live" over a picture that is old. */
export function cardWords(
  camera: CameraJson,
  thumbnail: Thumbnail | undefined,
  now: number,
  answers: boolean,
): CardWords {
  const age = thumbnail && now - thumbnail.capturedAt
  const repeated = camera.repeatedSince !== undefined
  const stale = !thumbnail || (thumbnail.stands && !repeated)
  const kind = !answers ? 'lost' : camera.state.kind === 'live' && stale ? 'starting' : camera.state.kind
  const lost = kind === 'lost'
  return {
    kind,
    state: lost
      ? 'Not live'
      : kind === 'live'
        ? repeated
          ? 'Newest'
          : 'Live'
        : kind === 'idle'
          ? 'Asleep'
          : 'Starting',
    name: camera.name,
    age: age !== undefined && (stale || lost || age > SAID_MS) ? `from ${roundAgeText(age)} ago` : '',
    reason: !answers ? 'No connection to tunnelcam' : lost ? (camera.state.reason ?? 'No picture') : '',
    stale: age !== undefined && (stale || lost),
  }
}
