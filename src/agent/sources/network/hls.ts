import { silenceMicroseconds } from '../input.ts'
import { inOrder, networkStream } from './networkStream.ts'

/** `http://….m3u8`, an HLS stream. Its segments come all at once, so it is read at its own speed, else it would move in jumps. */
export const hls = networkStream('hls', (_camera, _ffmpeg, host) => ({
  reading: ['-re', ...inOrder],
  opening: { rw_timeout: silenceMicroseconds, ...(host && { headers: `Host: ${host}` }) },
}))
