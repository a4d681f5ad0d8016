import type { Signer } from './signer.ts'
import { type Claims, type Purpose, readToken } from './token.ts'

/** So many tokens are remembered: more viewers than we serve, and less than a megabyte. */
const MOST = 2000

/**
 * Reads tokens signed with one key, and remembers those that are good: a player shows the same one with every request,
 * and each look at a signature costs as much as the rest of a short answer.
 */
export class KnownTokens {
  readonly #signer: Signer
  readonly #known = new Map<string, Claims>()

  constructor(signer: Signer) {
    this.#signer = signer
  }

  /** What a token says; undefined when it is not ours, or not for this purpose. */
  async read(purpose: Purpose, token: string): Promise<Claims | undefined> {
    const key = `${purpose} ${token}`
    const known = this.#known.get(key)
    if (known) return known
    const claims = await readToken(this.#signer, purpose, token)
    if (!claims) return undefined
    const oldest = this.#known.keys().next().value
    if (this.#known.size >= MOST && oldest !== undefined) this.#known.delete(oldest)
    this.#known.set(key, claims)
    return claims
  }
}
