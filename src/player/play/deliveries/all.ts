import type { Via } from '../ladder.ts'
import type { Delivery } from './delivery.ts'
import { playHls } from './hls.ts'
import { playJpeg } from './live/jpeg.ts'
import { playMse } from './live/mse.ts'
import { playWebCodecs } from './live/webCodecs.ts'
import { playMjpeg } from './mjpeg.ts'
import { playNative } from './native.ts'
import { playStills } from './stills.ts'

/** How each way of the ladder is played. */
export const DELIVERIES: Readonly<Record<Via, Delivery>> = {
  webcodecs: playWebCodecs,
  mse: playMse,
  hls: playHls,
  native: playNative,
  jpeg: playJpeg,
  mjpeg: playMjpeg,
  stills: playStills,
}
