import { drawPicture } from '../../../screen/drawJpeg.ts'
import type { Delivery, DeliveryContext } from '../delivery.ts'
import { watchLive } from './liveSocket.ts'
import { Pace } from './pace.ts'
import type { LiveConfig, LiveUnit } from './units.ts'

/** H.264 over the live WebSocket, decoded by WebCodecs and drawn on the canvas: nothing waits but for an even pace. */
export const playWebCodecs: Delivery = async context => {
  const pace = new Pace()
  const stop = new AbortController()
  context.signal.addEventListener('abort', () => stop.abort(), { once: true })
  const { signal } = stop
  const painter = new Painter(context, pace, signal)
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
        hasSound = config.audio !== undefined
        listen()
        decoder.configure(config)
      },
      unit: (unit: LiveUnit, done: () => void) => decoder.decode(unit, done),
    }
    await Promise.race([watchLive(context.paths.live, taker, pace, signal), failed])
  } finally {
    stop.abort()
    decoder.close()
    painter.close()
  }
}

interface Decoded {
  readonly frame: VideoFrame
  readonly capturedAt: number
}

/** Decodes units, and gives each picture with the time of its capture. */
class Decoder {
  readonly #decoder: VideoDecoder
  /** Of each picture that is being decoded, by the number that it carries through the decoder. */
  readonly #waiting = new Map<number, { readonly capturedAt: number; done(): void }>()
  #count = 0
  #hasKey = false

  constructor(take: (decoded: Decoded) => void, fail: (error: unknown) => void) {
    this.#decoder = new VideoDecoder({
      output: frame => {
        const unit = this.#waiting.get(frame.timestamp)
        // Frames come out in the order they are shown in; one that never came out waits for none that is behind it.
        for (const [number, { done }] of this.#waiting) {
          if (number > frame.timestamp) break
          this.#waiting.delete(number)
          done()
        }
        if (unit) take({ frame, capturedAt: unit.capturedAt })
        else frame.close()
      },
      error: fail,
    })
  }

  configure({ codec, avcC, width, height }: LiveConfig): void {
    const size = { codedWidth: width, codedHeight: height }
    this.#decoder.configure({ codec, description: avcC, ...size, optimizeForLatency: true })
    this.#hasKey = false
  }

  decode(unit: LiveUnit, done: () => void): void {
    if (unit.kind !== 'video') return
    this.#hasKey ||= unit.key
    if (!this.#hasKey) {
      done()
      return
    }
    const timestamp = ++this.#count
    this.#waiting.set(timestamp, { capturedAt: unit.capturedAt, done })
    this.#decoder.decode(new EncodedVideoChunk({ type: unit.key ? 'key' : 'delta', timestamp, data: unit.data }))
  }

  close(): void {
    if (this.#decoder.state !== 'closed') this.#decoder.close()
  }
}

/** Paints each picture when its time has come; of several that are due only the newest. */
class Painter {
  readonly #context: DeliveryContext
  readonly #pace: Pace
  readonly #signal: AbortSignal
  #waiting: Decoded[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(context: DeliveryContext, pace: Pace, signal: AbortSignal) {
    this.#context = context
    this.#pace = pace
    this.#signal = signal
  }

  take(decoded: Decoded): void {
    this.#waiting.push(decoded)
    if (this.#signal.aborted) this.close()
    else this.#work()
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const { frame } of this.#waiting.splice(0)) frame.close()
  }

  #work(): void {
    clearTimeout(this.#timer)
    const now = performance.now()
    const due = this.#waiting.filter(({ capturedAt }) => this.#pace.due(capturedAt) <= now + TICK_MS / 2)
    this.#waiting.splice(0, due.length)
    for (const { frame } of due.slice(0, -1)) frame.close()
    const newest = due.at(-1)
    if (newest) this.#paint(newest)
    const [next] = this.#waiting
    if (next) this.#timer = setTimeout(() => this.#work(), Math.max(1, this.#pace.due(next.capturedAt) - now))
  }

  #paint({ frame, capturedAt }: Decoded): void {
    const { glass, painted } = this.#context
    drawPicture(glass.canvas, frame, frame.displayWidth, frame.displayHeight)
    frame.close()
    glass.show('canvas')
    painted(capturedAt)
  }
}

const TICK_MS = 8
