import type { Context } from 'hono'
import type { Camera } from '../../hub/camera.ts'
import type { Intake, Publisher } from '../../hub/published/intake.ts'
import { PublishedVideo, type VideoFormat } from '../../hub/published/publishedVideo.ts'
import { MediaError } from '../../media/error.ts'
import type { Visits } from '../access/visits.ts'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'
import { badMedia } from './bounds.ts'
import { chunksOf } from './chunks.ts'
import { connecting } from './connecting.ts'

const TYPES: readonly (readonly [RegExp, VideoFormat])[] = [
  [/^video\/mp4\b/i, 'mp4'],
  [/^video\/(webm|(x-)?matroska)\b/i, 'matroska'],
  [/^video\/(x-)?flv\b/i, 'flv'],
  [/^video\/mp2t\b/i, 'mpegts'],
]

/** The container that a Content-Type names; undefined for any other. */
export function videoFormat(type: string): VideoFormat | undefined {
  return TYPES.find(([pattern]) => pattern.test(type))?.[1]
}

/**
 * Takes a video for as long as the body lasts: 204. It takes the camera over once a reader could begin with it. Throws
 * Problem 400, 401 (the link was revoked), 408, 409 (another took over), 413.
 */
export async function oneVideo(
  c: Context<AppEnv>,
  camera: Camera,
  intake: Intake,
  visits: Visits,
  format: VideoFormat,
): Promise<Response> {
  const { over, connect, leave } = connecting(c, camera, intake, visits)
  const video = new PublishedVideo(format)
  let publisher: Publisher | undefined
  try {
    for await (const chunk of chunksOf(c.req.raw, over.signal)) {
      video.push(chunk)
      if (video.begun) publisher ??= connect(video)
      publisher?.heard(performance.now())
    }
    if (publisher) return c.body(null, 204)
    throw new Problem(400, 'no_video', 'The body ended before there was a picture in it.')
  } catch (error) {
    throw error instanceof MediaError ? badMedia(error) : error
  } finally {
    publisher?.end(performance.now())
    leave()
  }
}
