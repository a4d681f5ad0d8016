/**
 * Calls `tick` about every `ms`, also in a hidden tab: browsers slow a hidden page's own timers down to one a minute,
 * which would leave a frozen picture in picture-in-picture unnoticed, but not those of a worker.
 */
export function startTicker(ms: number, tick: () => void): void {
  try {
    const source = new Blob([`setInterval(() => postMessage(0), ${ms})`], { type: 'text/javascript' })
    const worker = new Worker(URL.createObjectURL(source))
    worker.addEventListener('message', tick)
    worker.addEventListener('error', () => setInterval(tick, ms), { once: true })
  } catch {
    setInterval(tick, ms)
  }
}
