/** Who takes nothing for so long is gone, or as good as gone. */
const STALLED_MS = 20_000

const ENDLESS = /^(multipart|video)\//

interface Open {
  /** When he was given what he has not asked beyond yet; undefined while he waits for more. */
  givenAt: number | undefined
  cut(): void
}

/**
 * Ends answers that nobody takes any more. This runtime tells us when a viewer leaves, but not always: once in some dozens
 * of times a picture is neither taken nor refused for ever, and its viewer would count for ever.
 */
export class Stalls {
  readonly #open = new Set<Open>()

  /** The same answer; watched, where it has no end. */
  watch(answer: Response): Response {
    const { body, headers } = answer
    if (!body || !ENDLESS.test(headers.get('Content-Type') ?? '') || headers.has('Content-Length')) return answer
    return new Response(this.#watched(body), answer)
  }

  /** Ends what has stalled. To be called now and then; `now` in ms. */
  look(now: number): void {
    for (const open of this.#open) if (open.givenAt !== undefined && now - open.givenAt >= STALLED_MS) open.cut()
  }

  #watched(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const reader = body.getReader()
    const open: Open = { givenAt: undefined, cut: () => undefined }
    const over = () => this.#open.delete(open)
    return new ReadableStream<Uint8Array>(
      {
        start: controller => {
          open.cut = () => {
            over()
            controller.error(new Error('Nothing was taken for too long.'))
            reader.cancel().catch(() => undefined) // it has ended already
          }
          this.#open.add(open)
        },
        pull: async controller => {
          open.givenAt = undefined
          try {
            const { done, value } = await reader.read()
            if (done) {
              over()
              return controller.close()
            }
            controller.enqueue(value)
            open.givenAt = performance.now()
          } catch (error) {
            over()
            controller.error(error)
          }
        },
        cancel: reason => {
          over()
          return reader.cancel(reason)
        },
      },
      // With more it would be asked for before the viewer can take it, and be old by then.
      { highWaterMark: 0 },
    )
  }
}
