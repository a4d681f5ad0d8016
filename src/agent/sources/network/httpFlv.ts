import { silenceMicroseconds } from '../input.ts'
import { inOrder, networkStream } from './networkStream.ts'

/** `http://….flv`, a stream of a media server or of a camera that serves one. */
export const httpFlv = networkStream('flv', (_camera, _ffmpeg, host) => ({
  reading: inOrder,
  opening: { rw_timeout: silenceMicroseconds, ...(host && { headers: `Host: ${host}` }) },
}))
