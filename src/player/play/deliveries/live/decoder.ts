import type { LiveConfig, LiveUnit } from './units.ts'

/** A decoded picture, to be closed, and when it was captured, in ms on the server's clock. */
export interface Decoded {
  readonly frame: VideoFrame
  readonly capturedAt: number
}

/** Decodes units by WebCodecs, and gives each picture with the time of its capture. */
export class Decoder {
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

  /** What was being decoded comes to nothing, and whoever waits for it is told. */
  close(): void {
    if (this.#decoder.state !== 'closed') this.#decoder.close()
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { done } of waiting) done()
  }
}
