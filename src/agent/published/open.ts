import type { CameraConfig } from '../../config.ts'
import type { Absence, Intake } from '../../hub/intake.ts'
import { AgentError } from '../error.ts'
import { fitFilters, fittingSize } from '../sources/fit.ts'
import { immediately } from '../sources/input.ts'
import type { Source } from '../sources/source.ts'

const most = { width: 1920, height: 1080 }
/** So slow may one be who says nothing of his rate. */
const slowest = 0.3

/**
 * What is published to a camera, as a source: viewers of JPEGs get what was sent, and FFmpeg reads it on fd 5 for those of
 * video. Throws AgentError `publisher_missing`.
 */
export function openPublished(camera: CameraConfig, intake: Intake): Source {
  const absence = intake.absence(performance.now())
  const { newest } = intake
  if (absence || !newest) throw new AgentError(missing, absent[absence ?? 'nobody'])
  const size = camera.size ?? fittingSize(newest, most)
  return {
    kind: 'publish',
    label: 'published',
    input: [...immediately, '-use_wallclock_as_timestamps', '1', '-f', 'mpjpeg', '-i', 'pipe:5'],
    video: 'other',
    audio: 'none',
    size,
    filters: fitFilters(size),
    published: { slowestRate: camera.rate ?? slowest },
  }
}

/** Asks whether somebody publishes a picture now. */
export function publisherIsThere(intake: Intake): () => Promise<boolean> {
  return async () => intake.newest !== undefined && intake.absence(performance.now()) === undefined
}

/** The code of what is wrong when nobody publishes. */
export const missing = 'publisher_missing'

/** What a person is told when nobody publishes. */
export const absent: Readonly<Record<Absence, string>> = {
  nobody: 'Nobody publishes to this camera yet.',
  left: 'Who published to this camera has left.',
  silent: 'Who publishes to this camera sends nothing any more.',
}
