/** So many wrong codes are forgiven: people mistype. */
const FREE_FAILURES = 5
const LONGEST_WAIT_MS = 5 * 60_000
const FORGIVEN_AFTER_MS = 15 * 60_000
/** So many addresses are remembered; a botnet does not get more of our memory. */
const MOST_ADDRESSES = 5000

interface Failures {
  readonly count: number
  readonly at: number
  readonly blockedUntil: number
  /** What was tried last, by a fingerprint: the text itself would be kept with all of the header it stood in. */
  readonly tried: number
}

/** Who tried wrong codes, by address: each failure after the fifth doubles the wait, from a second to five minutes. */
export class Attempts {
  readonly #failures = new Map<string, Failures>()

  /** Seconds that this address has to wait before it may try again; 0: none. `now` in ms since 1970. */
  waitSeconds(address: string, now: number): number {
    const blockedUntil = this.#failures.get(keyOf(address))?.blockedUntil ?? 0
    return Math.max(0, Math.ceil((blockedUntil - now) / 1000))
  }

  /** Notes a failure. The same code again is none: a dashboard with an old one must not lock out who lives with it. */
  failed(address: string, tried: string, now: number): void {
    const key = keyOf(address)
    const before = this.#failures.get(key)
    const print = fingerprint(tried)
    if (before?.tried === print && now - before.at < FORGIVEN_AFTER_MS) return
    const count = before && now - before.at < FORGIVEN_AFTER_MS ? before.count + 1 : 1
    const wait = count <= FREE_FAILURES ? 0 : Math.min(LONGEST_WAIT_MS, 1000 * 2 ** (count - FREE_FAILURES - 1))
    this.#failures.delete(key) // to be the newest
    this.#failures.set(key, { count, at: now, blockedUntil: now + wait, tried: print })
    const oldest = this.#failures.keys().next().value
    if (this.#failures.size > MOST_ADDRESSES && oldest !== undefined) this.#failures.delete(oldest)
  }

  succeeded(address: string): void {
    this.#failures.delete(keyOf(address))
  }
}

/** FNV-1a, 32 bits. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash
}

/** Of IPv6 the first 64 bits: the rest is whatever a customer likes. */
function keyOf(address: string): string {
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? [] // an IPv4 address on an IPv6 socket (RFC 4291 §2.5.5.2)
  const plain = mapped ?? address
  // A text of its own, for the same reason: engines keep a slice with all that it was cut from.
  if (!plain.includes(':')) return plain.split('.').join('.')
  const [head = '', tail] = address.split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail?.split(':').filter(Boolean) ?? []
  const groups =
    tail === undefined ? left : [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  return groups
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':')
}
