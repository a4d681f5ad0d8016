/** Hidden for longer than this, a page stops fetching, in ms. */
const AWAY_MS = 10_000

/**
 * Runs `visit` while somebody may be looking. Its signal aborts when the page has been hidden for 10 s (unless
 * `stillUsed` says that the person listens or watches in a small window), or goes into the back-forward cache; a new
 * visit begins when the page is seen again, and at once when the network returns.
 */
export function whilePresent(visit: (signal: AbortSignal) => void, stillUsed: () => boolean): void {
  let current: AbortController | undefined
  let awayTimer: ReturnType<typeof setTimeout> | undefined

  const leave = () => {
    current?.abort()
    current = undefined
  }
  const arrive = () => {
    clearTimeout(awayTimer)
    if (current) return
    current = new AbortController()
    visit(current.signal)
  }
  const leaveIfUnused = () => {
    if (!document.hidden) return
    if (stillUsed()) awayTimer = setTimeout(leaveIfUnused, AWAY_MS)
    else leave()
  }

  document.addEventListener('visibilitychange', () => {
    clearTimeout(awayTimer)
    if (document.hidden) awayTimer = setTimeout(leaveIfUnused, AWAY_MS)
    else arrive()
  })
  addEventListener('pageshow', arrive)
  addEventListener('pagehide', leave)
  addEventListener('online', () => {
    // Connections made before the network went are dead without knowing it.
    if (!current) return
    leave()
    arrive()
  })
  if (!document.hidden) arrive()
}
