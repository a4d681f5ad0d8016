import type { CameraConfig } from '../../config.ts'
import type { Absence, Intake } from '../../hub/published/intake.ts'
import type { PublishedVideo } from '../../hub/published/publishedVideo.ts'
import { joined } from '../../media/bytes.ts'
import type { SentJpeg } from '../../media/jpeg/sent.ts'
import { AgentError } from '../error.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import { probe } from '../ffmpeg/probe.ts'
import { fitFilters, fittingSize } from '../sources/fit.ts'
import { immediately } from '../sources/input.ts'
import { inOrder } from '../sources/network/networkStream.ts'
import type { Source } from '../sources/source.ts'
import { streamFacts } from '../sources/stream.ts'

const most = { width: 1920, height: 1080 }
/** So slow may one be who says nothing of his rate. */
const slowest = 0.3

/** What is published to a camera, as a source. Throws AgentError `publisher_missing`, or as a probe of the video does. */
export async function openPublished(
  camera: CameraConfig,
  intake: Intake,
  ffmpeg: Ffmpeg,
  signal: AbortSignal,
): Promise<Source> {
  const absence = intake.absence(performance.now())
  const { newest, video } = intake
  if (absence) throw new AgentError(missing, absent[absence])
  if (video) return openVideo(camera, video, ffmpeg, signal)
  if (newest) return openPictures(camera, newest)
  throw new AgentError(missing, absent.nobody)
}

function openPictures(camera: CameraConfig, newest: SentJpeg): Source {
  const size = camera.size ?? fittingSize(newest, most)
  return {
    kind: 'publish',
    label: 'published',
    input: [...immediately, '-use_wallclock_as_timestamps', '1', '-f', 'mpjpeg', '-i', 'pipe:5'],
    video: 'other',
    audio: 'none',
    size,
    filters: fitFilters(size),
    published: { what: 'pictures', slowestRate: camera.rate ?? slowest },
  }
}

async function openVideo(
  camera: CameraConfig,
  { format, soFar }: PublishedVideo,
  ffmpeg: Ffmpeg,
  signal: AbortSignal,
): Promise<Source> {
  const label = 'published'
  const input = ['-analyzeduration', '500000', ...inOrder, '-f', format, '-i', 'pipe:5']
  const probed = await probe(input, ffmpeg, { seconds: 10, signal, script: joined(soFar), name: 'What is published' })
  return { kind: 'publish', label, input, ...streamFacts(label, probed, camera), published: { what: 'video' } }
}

/** Asks whether somebody publishes now. */
export function publisherIsThere(intake: Intake): () => Promise<boolean> {
  return async () => (intake.newest ?? intake.video) !== undefined && intake.absence(performance.now()) === undefined
}

/** The code of what is wrong when nobody publishes. */
export const missing = 'publisher_missing'

/** What a person is told when nobody publishes. */
export const absent: Readonly<Record<Absence, string>> = {
  nobody: 'Nobody publishes to this camera yet.',
  left: 'Who published to this camera has left.',
  silent: 'Who publishes to this camera sends nothing any more.',
}
