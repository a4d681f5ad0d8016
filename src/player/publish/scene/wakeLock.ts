/** Whether this browser can keep the screen on. */
export const canStayAwake = 'wakeLock' in navigator

/** Keeps the screen on until the signal aborts. A browser lets go of that when the page is hidden: it is asked again. */
export function stayAwake(signal: AbortSignal): void {
  let lock: WakeLockSentinel | undefined
  const ask = async () => {
    if (document.hidden || signal.aborted || (lock && !lock.released)) return
    // Refused on a battery that is nearly empty, for example: the screen goes off then, as it does without.
    lock = await navigator.wakeLock.request('screen').catch(() => undefined)
    if (signal.aborted) await lock?.release()
  }
  document.addEventListener('visibilitychange', ask, { signal })
  signal.addEventListener('abort', () => void lock?.release())
  void ask()
}
