import { pause } from '../deadline.ts'
import type { Contact } from '../sight/freshness.ts'
import { ApiError, getCamera } from './api.ts'
import type { CameraJson } from './cameraJson.ts'
import type { ClockSample } from './serverClock.ts'

/** What one poll brought. After a failure the camera is unknown. */
export type PollResult =
  | { readonly contact: 'answers'; readonly camera: CameraJson; readonly clock: ClockSample }
  | { readonly contact: Exclude<Contact, 'answers'> }
  | { readonly contact: 'answers'; readonly refusal: ApiError }

/** Between polls in ms; of a camera that gives no picture, as it may be back; and without access any more, only now and then. */
const PACE_MS = 2000
const AWAY_PACE_MS = 1000
const ENDED_PACE_MS = 10_000

/** Asks for the camera's state every second or two until the signal aborts. One unanswered poll proves nothing. */
export async function pollCamera(id: string, tell: (result: PollResult) => void, signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    let paceMs = PACE_MS
    try {
      const answer = await getCamera(id, signal)
      failures = 0
      if (answer.camera.state.kind === 'lost' || answer.camera.state.kind === 'starting') paceMs = AWAY_PACE_MS
      if (!signal.aborted) tell({ contact: 'answers', ...answer })
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ApiError && error.status < 500) {
        if (error.status === 401) paceMs = ENDED_PACE_MS
        tell({ contact: 'answers', refusal: error })
      } else if (!navigator.onLine) tell({ contact: 'offline' })
      else if (++failures > 1) {
        paceMs = AWAY_PACE_MS
        tell({ contact: 'silent' })
      }
    }
    await pause(failures === 1 ? 500 : paceMs, signal)
  }
}
