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
  let interrupt = (_: unknown) => {}
  const onOver = () => interrupt(over.reason)
  // No Promise.race: a promise that lasts as long as the body would keep every chunk that it ever raced with.
  const next = () =>
    new Promise<Uint8Array | undefined>((resolve, reject) => {
      const timer = setTimeout(() => interrupt(idle()), IDLE_MS)
      interrupt = reason => {
        clearTimeout(timer)
        reject(reason)
      }
      const done = (value?: Uint8Array) => {
        clearTimeout(timer)
        resolve(value)
      }
      reader.read().then(
        ({ value }) => done(value),
        () => done(), // the client is gone
      )
      if (over.aborted) onOver()
    })
  over.addEventListener('abort', onOver)
  try {
    for (let chunk = await next(); chunk; chunk = await next()) yield chunk
  } finally {
    over.removeEventListener('abort', onOver)
  }
}

function idle(): Problem {
  return new Problem(408, 'idle', `Nothing was sent for ${IDLE_MS / 1000} s.`, { Connection: 'close' })
}
