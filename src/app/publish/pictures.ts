import type { Context } from 'hono'
import type { Camera } from '../../hub/camera.ts'
import type { Intake, Publisher } from '../../hub/published/intake.ts'
import { MediaError } from '../../media/error.ts'
import { captureTime } from '../../media/jpeg/captureTime.ts'
import { JpegDraft } from '../../media/jpeg/draft.ts'
import { MultipartReader } from '../../media/jpeg/multipartReader.ts'
import { type SentJpeg, sentJpeg } from '../../media/jpeg/sent.ts'
import type { Visits } from '../access/visits.ts'
import type { AppEnv } from '../env.ts'
import { Problem } from '../problem.ts'
import { accessEnded, badMedia, MOST_BYTES } from './bounds.ts'
import { chunksOf } from './chunks.ts'
import { connecting } from './connecting.ts'

/** Takes one JPEG, the body: 204. Throws Problem 400, 409 (a connection publishes), 413, 429. */
export async function onePicture(c: Context<AppEnv>, camera: Camera, intake: Intake, visits: Visits) {
  const { ended } = visits.passing(c, camera.id, 'publish')
  const over = new AbortController()
  const stop = () => over.abort(accessEnded())
  ended.addEventListener('abort', stop)
  try {
    const sent = await readJpeg(c, over.signal)
    const result = intake.single(sent, performance.now())
    if (result === 'busy')
      throw new Problem(
        409,
        'busy',
        'A connection publishes to this camera; single pictures are taken when it is over.',
      )
    if (result === 'too_many')
      throw new Problem(429, 'too_many', 'So many pictures a second are not taken.', { 'Retry-After': '1' })
    return c.body(null, 204)
  } finally {
    ended.removeEventListener('abort', stop)
  }
}

async function readJpeg(c: Context, over: AbortSignal): Promise<SentJpeg> {
  const now = Date.now()
  const length = Number(c.req.header('Content-Length') ?? 0)
  const draft = new JpegDraft(Math.min(length, MOST_BYTES))
  const tooLarge = () => badMedia(new MediaError('too_large', `A picture may have ${MOST_BYTES} bytes at most.`))
  if (length > MOST_BYTES) throw tooLarge()
  for await (const chunk of chunksOf(c.req.raw, over)) {
    draft.append(chunk)
    if (draft.length > MOST_BYTES) throw tooLarge()
  }
  const sent = sentJpeg(
    draft,
    captureTime(name => c.req.header(name), now),
  )
  if (sent) return sent
  throw new Problem(400, 'bad_picture', 'The body is no whole JPEG of at most 8192 x 8192 pixels.')
}

/**
 * Takes JPEGs for as long as the body lasts, and answers how many were taken, and how many were broken. What is wrong from
 * the beginning disturbs nobody: it is the first picture that takes the camera over. Throws Problem 400, 401 (the link was
 * revoked), 408, 409 (another took over), 413, 415.
 */
export async function manyPictures(c: Context<AppEnv>, camera: Camera, intake: Intake, visits: Visits) {
  const { over, connect, leave } = connecting(c, camera, intake, visits)
  const reader = new MultipartReader(MOST_BYTES)
  let publisher: Publisher | undefined
  let taken = 0
  try {
    for await (const chunk of chunksOf(c.req.raw, over.signal)) {
      for (const sent of reader.push(chunk, Date.now())) {
        publisher ??= connect()
        if (publisher.picture(sent, performance.now())) taken++
      }
      if (reader.over) break
    }
    return c.json({ taken, broken: reader.broken })
  } catch (error) {
    throw error instanceof MediaError ? badMedia(error) : error
  } finally {
    publisher?.end(performance.now())
    leave()
  }
}
