import { silenceMicroseconds } from '../input.ts'
import { inOrder, networkStream } from './networkStream.ts'

/** `rtmp://…`, a stream of a media server (nginx-rtmp, SRS, MediaMTX) or of a camera that serves one. */
export const rtmp = networkStream('rtmp', () => ({
  reading: inOrder,
  opening: { rtmp_live: 'live', rw_timeout: silenceMicroseconds },
}))
