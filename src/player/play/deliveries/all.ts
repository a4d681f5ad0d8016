import type { Via } from '../ladder.ts'
import type { Delivery, DeliveryContext } from './delivery.ts'
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
  hls: playLazily,
  native: playNative,
  jpeg: playJpeg,
  mjpeg: playMjpeg,
  stills: playStills,
}

// Only this one is loaded when it is reached, as hls.js is most of it: both at once, for neither to wait for the other.
async function playLazily(context: DeliveryContext): Promise<void> {
  import('hls.js/light').catch(() => undefined) // the delivery says so
  const { playHls } = await import('./hls.ts')
  if (!context.signal.aborted) await playHls(context)
}
