import type { Context } from 'hono'
import type { Camera } from '../../hub/camera.ts'
import type { Intake, Publisher } from '../../hub/published/intake.ts'
import type { PublishedVideo } from '../../hub/published/publishedVideo.ts'
import type { Visits } from '../access/visits.ts'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'
import { accessEnded, takenOver } from './bounds.ts'

/** A request that publishes for as long as it lasts. */
export interface Connecting {
  /** Aborts with a Problem when it has to end. */
  readonly over: AbortController
  /** Takes the camera over. */
  connect(video?: PublishedVideo): Publisher
  /** To be called in the end. */
  leave(): void
}

/** Begins such a request: it ends when its link does, when its camera is removed, and when another takes over. */
export function connecting(c: Context<AppEnv>, camera: Camera, intake: Intake, visits: Visits): Connecting {
  const { ended, leave } = visits.lasting(c, camera.id, 'publish')
  const over = new AbortController()
  const stay = camera.onRemoved(() => over.abort(removed(camera)))
  ended.addEventListener('abort', () => over.abort(accessEnded()))
  return {
    over,
    connect: video => {
      const publisher = intake.connect(performance.now(), video)
      publisher.replaced.addEventListener('abort', () => over.abort(takenOver()))
      return publisher
    },
    leave: () => {
      stay()
      leave()
    },
  }
}

/** What is told to a publisher whose camera is no more. */
export function removed({ id }: Camera): Problem {
  return new Problem(404, 'camera_not_found', `Camera "${id}" was removed.`)
}
