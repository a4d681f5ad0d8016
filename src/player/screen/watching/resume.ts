import { connection } from '../../network.ts'

/**
 * Calls `told` when device or network may have been away, until the signal aborts: the page is seen again or woken, the
 * network is back or another one.
 */
export function onResume(told: () => void, signal: AbortSignal): void {
  const seen = () => {
    if (!document.hidden) told()
  }
  document.addEventListener('visibilitychange', seen, { signal })
  document.addEventListener('resume', told, { signal })
  addEventListener('pageshow', event => event.persisted && told(), { signal })
  addEventListener('online', told, { signal })
  connection()?.addEventListener('change', told, { signal })
}
