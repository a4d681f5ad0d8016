/** The rate is that of the last so many ms. */
const RATE_MS = 5000

/** How much this page has received since it was opened, in bytes. Times in ms of any one clock. */
export class Usage {
  #total = 0
  #recent: { readonly at: number; readonly bytes: number }[] = []

  add(bytes: number, now: number): void {
    this.#total += bytes
    const last = this.#recent.at(-1)
    // A few entries a second are enough.
    if (last && now - last.at < 200) this.#recent[this.#recent.length - 1] = { at: last.at, bytes: last.bytes + bytes }
    else this.#recent = [...this.#recent.filter(({ at }) => now - at < RATE_MS), { at: now, bytes }]
  }

  get total(): number {
    return this.#total
  }

  /** Bits a second, of the last seconds. */
  bitsPerSecond(now: number): number {
    const recent = this.#recent.filter(({ at }) => now - at < RATE_MS)
    const since = recent[0] ? Math.max(1000, now - recent[0].at) : RATE_MS
    return (8000 * recent.reduce((sum, { bytes }) => sum + bytes, 0)) / since
  }
}

/** What was received and how fast, for people: '12.4 MB, 1.5 Mbit/s now'. */
export function usageText(usage: Usage, now: number): string {
  const kilobits = usage.bitsPerSecond(now) / 1000
  const rate =
    kilobits < 1
      ? 'nothing now'
      : `${kilobits < 995 ? `${rounded(kilobits)} kbit/s` : `${rounded(kilobits / 1000)} Mbit/s`} now`
  return `${sizeText(usage.total)}, ${rate}`
}

function sizeText(bytes: number): string {
  if (bytes < 995e3) return `${Math.round(bytes / 1e3)} kB`
  return bytes < 995e6 ? `${rounded(bytes / 1e6)} MB` : `${rounded(bytes / 1e9)} GB`
}

function rounded(value: number): string {
  return value < 9.95 ? value.toFixed(1) : String(Math.round(value))
}

/** Whole answers are told by the browser; those that go on for long count their bytes themselves. */
export function countAnswers(usage: Usage, countsItself: (pathname: string) => boolean): void {
  if (!PerformanceObserver.supportedEntryTypes.includes('resource')) return
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      const size: unknown = Reflect.get(entry, 'transferSize')
      if (typeof size === 'number' && !countsItself(new URL(entry.name).pathname)) usage.add(size, performance.now())
    }
  }).observe({ type: 'resource', buffered: true })
}
