import { aborted, linked } from './signals.ts'
/** A signal that aborts with its parent, or by itself after `ms` with a TimeoutError. */
export function deadline(ms: number, parent: AbortSignal): AbortSignal {
  const stop = linked(parent)
  const timer = setTimeout(() => stop.abort(new DOMException('No answer in time.', 'TimeoutError')), ms)
  void aborted(stop.signal).then(() => clearTimeout(timer))
  return stop.signal
}

/** Resolves after `ms`, or at once when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
