/**
 * A controller that aborts with the first of these signals too, for its reason. Abort it when all is done, so that signals
 * which live longer hold nothing of it. (AbortSignal.any: Safari 17.4.)
 */
export function linked(...signals: readonly AbortSignal[]): AbortController {
  const controller = new AbortController()
  for (const signal of signals) {
    const forward = () => controller.abort(signal.reason)
    if (signal.aborted) forward()
    else signal.addEventListener('abort', forward, { once: true, signal: controller.signal })
  }
  return controller
}

/** A signal that aborts with the first of these, for its reason. */
export function anyOf(...signals: readonly AbortSignal[]): AbortSignal {
  return linked(...signals).signal
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
