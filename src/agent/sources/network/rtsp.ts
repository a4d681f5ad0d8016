import { silenceMicroseconds } from '../input.ts'
import { networkStream } from './networkStream.ts'

/** `rtsp://…`, an IP camera. */
// No `-fflags nobuffer`: it throws the probed packets away, and with them the first keyframe.
export const rtsp = networkStream('rtsp', (camera, ffmpeg) => ({
  reading: ['-flags', 'low_delay'],
  opening: {
    rtsp_transport: camera.transport,
    [ffmpeg.has.rtspTimeout ? 'timeout' : 'stimeout']: silenceMicroseconds,
    ...(camera.audio === true ? {} : { allowed_media_types: 'video' }),
  },
}))
