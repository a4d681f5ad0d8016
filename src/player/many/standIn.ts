/**
 * Runs `instead` while pictures do not come another way: when none came for `afterMs`, and until the next one does or the
 * signal aborts. `blamed` says whether that other way is to blame: a camera that gives none is not.
 */
export function standIn(
  instead: (signal: AbortSignal) => void,
  options: { readonly afterMs: number; blamed(): boolean; readonly signal: AbortSignal },
): { came(): void } {
  const { afterMs, blamed, signal } = options
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: AbortController | undefined
  const wait = () => {
    clearTimeout(timer)
    if (!signal.aborted) timer = setTimeout(look, afterMs)
  }
  const look = () => {
    if (!blamed()) return wait()
    running = new AbortController()
    instead(running.signal)
  }
  const stop = () => {
    running?.abort()
    running = undefined
  }
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    stop()
  })
  wait()
  return {
    came() {
      stop()
      wait()
    },
  }
}
