import type { Camera } from '../../hub/camera.ts'
import type { Hub } from '../../hub/hub.ts'
import type { Intake } from '../../hub/published/intake.ts'
import type { MediaError } from '../../media/error.ts'
import { cameraNamed } from '../availability.ts'
import { Problem } from '../problem.ts'

/** No picture may have more bytes. */
export const MOST_BYTES = 16 << 20

/** The camera with this id, and where its pictures come in. Throws Problem 404, or 409 where its pictures come from elsewhere. */
export function publishedCamera(hub: Hub, id: string): { readonly camera: Camera; readonly intake: Intake } {
  const camera = cameraNamed(hub, id)
  if (camera.intake) return { camera, intake: camera.intake }
  const message = `Camera "${camera.id}" takes its pictures from elsewhere: only one with source "publish:" can be published to.`
  throw new Problem(409, 'not_published', message)
}

/** What is told to a publisher whose camera another one has taken over. */
export function takenOver(): Problem {
  return new Problem(409, 'taken_over', 'Another publisher has taken over this camera.')
}

/** What is told to a publisher whose link does not hold any more. */
export function accessEnded(): Problem {
  return new Problem(401, 'revoked', 'The link that allowed this has ended.')
}

/** What is wrong with what was sent, as an answer. */
export function badMedia(error: MediaError): Problem {
  const status = error.code === 'too_large' ? 413 : error.code === 'part_type' ? 415 : 400
  return new Problem(status, error.code, error.message)
}
