import { drawPicture } from '../../../screen/drawJpeg.ts'
import { linked } from '../../../signals.ts'
import type { Delivery, DeliveryContext } from '../delivery.ts'
import { type Decoded, Decoder } from './decoder.ts'
import { watchLive } from './liveSocket.ts'
import { Pace } from './pace.ts'
import { Painter } from './painter.ts'
import type { LiveConfig, LiveUnit } from './units.ts'

/** H.264 over the live WebSocket, decoded by WebCodecs and drawn on the canvas: nothing waits but for an even pace. */
export const playWebCodecs: Delivery = async context => {
  const { paths, quality, received } = context
  const pace = new Pace()
  const stop = linked(context.signal)
  const { signal } = stop
  const painter = new Painter(decoded => paint(decoded, context), pace, signal)
  let fail: (error: unknown) => void = () => undefined
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  const decoder = new Decoder(
    frame => painter.take(frame),
    error => fail(error),
  )
  let hasSound = false
  const listen = () => {
    if (hasSound && !context.glass.video.muted) fail(new Error('Sound is wanted, and does not come this way.'))
  }
  context.glass.video.addEventListener('volumechange', listen, { signal })
  try {
    const taker = {
      config(config: LiveConfig) {
        context.heard()
        quality.plays(config.quality)
        hasSound = config.audio !== undefined
        listen()
        decoder.configure(config)
      },
      unit: (unit: LiveUnit, done: () => void) => decoder.decode(unit, done),
      clock: context.clock,
    }
    await Promise.race([watchLive(paths.live, { taker, pace, quality, received }, signal), failed])
  } finally {
    stop.abort()
    decoder.close()
    painter.close()
  }
}

function paint({ frame, capturedAt }: Decoded, { glass, painted }: DeliveryContext): void {
  drawPicture(glass.canvas, frame, frame.displayWidth, frame.displayHeight)
  frame.close()
  glass.show('canvas')
  painted(capturedAt)
}
