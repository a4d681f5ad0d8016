import { readFileSync } from 'node:fs'
import { JpegDraft } from '../../src/media/jpeg/draft.ts'
import { type SentJpeg, sentJpeg } from '../../src/media/jpeg/sent.ts'
import { clip } from './ffmpeg.ts'

/** A JPEG of this size. */
export function jpegOf(
  { width, height }: { width: number; height: number } = { width: 64, height: 48 },
): Uint8Array<ArrayBuffer> {
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}`]
  return Uint8Array.from(readFileSync(clip([...source, '-frames:v', '1', '-c:v', 'mjpeg', '-f', 'mjpeg'], 'jpg')))
}

/** The same as somebody sent it, now. */
export function sentPicture(size?: { width: number; height: number }, jpeg = jpegOf(size)): SentJpeg {
  const draft = new JpegDraft(jpeg.length)
  draft.append(jpeg)
  const sent = sentJpeg(draft, Date.now())
  if (!sent) throw new Error('it is no JPEG')
  return sent
}
