import type { Via } from '../play/ladder.ts'

/** How a picture comes, in words. */
export const VIA_TEXT: Readonly<Record<Via, string>> = {
  webcodecs: 'Live, picture by picture',
  mse: 'Live, with sound',
  hls: 'Low-latency HLS',
  native: "HLS, by the browser's own player",
  jpeg: 'Live, JPEG by JPEG',
  mjpeg: 'MJPEG',
  stills: 'Single pictures',
}
