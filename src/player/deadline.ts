/** A signal that aborts with its parent, or by itself after `ms` with a TimeoutError. (AbortSignal.any: Safari 17.4.) */
export function deadline(ms: number, parent: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const forward = () => controller.abort(parent.reason)
  const timer = setTimeout(() => controller.abort(new DOMException('No answer in time.', 'TimeoutError')), ms)
  controller.signal.addEventListener('abort', () => {
    clearTimeout(timer)
    parent.removeEventListener('abort', forward)
  })
  if (parent.aborted) forward()
  else parent.addEventListener('abort', forward)
  return controller.signal
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
