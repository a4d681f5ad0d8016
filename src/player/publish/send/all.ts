import { sendByCodecs } from './codecs.ts'
import { sendByPictures } from './pictures.ts'
import { sendByRecorder } from './recorder.ts'
import type { Way } from './sending.ts'

/** The ways to send, the best first: the first that this browser can is taken. */
export const WAYS: Readonly<Record<string, Way>> = {
  codecs: sendByCodecs,
  recorder: sendByRecorder,
  pictures: sendByPictures,
}
