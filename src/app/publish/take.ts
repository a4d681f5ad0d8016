import type { Publisher } from '../../hub/published/intake.ts'
import { PublishedVideo, type VideoFormat } from '../../hub/published/publishedVideo.ts'
import { believedTime } from '../../media/jpeg/captureTime.ts'
import { JpegDraft } from '../../media/jpeg/draft.ts'
import { type SentJpeg, sentJpeg } from '../../media/jpeg/sent.ts'
import { opened } from '../../media/wire.ts'

/** Takes a binary message of a publisher, and gives what he is told of it. Throws MediaError for what ends his connection. */
export type Take = (message: Uint8Array) => readonly object[]

/** Takes the camera over, with pictures or this video. */
export type Connect = (video?: PublishedVideo) => Publisher

/** Messages that are JPEGs: for each there is a credit for the next. It is the first picture that takes the camera over. */
export function takePictures(connect: Connect): Take {
  let publisher: Publisher | undefined
  return message => {
    const credit = { type: 'credit', count: 1 }
    const sent = readPicture(message)
    if (!sent) return [{ type: 'refused', code: 'bad_picture', message: 'A message was no whole JPEG.' }, credit]
    publisher ??= connect()
    publisher.picture(sent, performance.now())
    return [credit]
  }
}

/**
 * Messages that are a video, cut anywhere; `count` adds up what was taken, of others before it too, and that is told. It
 * takes the camera over once a reader could begin with it.
 */
export function takeVideo(format: VideoFormat, connect: Connect, count: (bytes: number) => number): Take {
  const video = new PublishedVideo(format)
  let publisher: Publisher | undefined
  return message => {
    video.push(message)
    if (video.begun) publisher ??= connect(video)
    publisher?.heard(performance.now())
    return [{ type: 'taken', bytes: count(message.length) }]
  }
}

/** The JPEG in a message: all of it, or what stands behind a header that tells when it was taken. */
function readPicture(message: Uint8Array): SentJpeg | undefined {
  const now = Date.now()
  const { header, payload } = message[0] === 0xff ? { header: {}, payload: message } : (opened(message) ?? {})
  if (!payload) return undefined
  const draft = new JpegDraft(payload.length)
  draft.append(payload)
  const { capturedAt } = Object(header)
  return sentJpeg(draft, believedTime(typeof capturedAt === 'number' ? capturedAt : undefined, now))
}
