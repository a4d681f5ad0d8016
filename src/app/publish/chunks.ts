import { Problem } from '../problem.ts'

/** A publisher who sends nothing for so long is gone, or as good as gone. */
const IDLE_MS = 30_000

/**
 * The chunks of a request's body as they come. Ends when the body does, and when the client is gone. Throws the reason of
 * `over` when that aborts, and Problem 408 after a silence. What is not read is left to the runtime: to cancel it would cut the
 * connection before the answer.
 */
export async function* chunksOf(request: Request, over: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  if (!request.body) return
  const reader = request.body.getReader()
  const over_ = ended(over)
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = () => {
    clearTimeout(timer)
    return new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(idle()), IDLE_MS)
    })
  }
  try {
    for (;;) {
      const next = reader.read().catch(() => ({ done: true, value: undefined }))
      const { done, value } = await Promise.race([next, over_.promise, silence()])
      if (done || !value) return
      yield value
    }
  } finally {
    clearTimeout(timer)
    over_.forget()
  }
}

function ended(signal: AbortSignal): { readonly promise: Promise<never>; forget(): void } {
  let abort = () => {}
  const promise = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
  })
  promise.catch(() => undefined) // it may abort while nobody waits
  return { promise, forget: () => signal.removeEventListener('abort', abort) }
}

function idle(): Problem {
  return new Problem(408, 'idle', `Nothing was sent for ${IDLE_MS / 1000} s.`, { Connection: 'close' })
}
