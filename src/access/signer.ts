import { fromBase64url, toBase64url } from './base64url.ts'
import { codeOf } from './code.ts'

/** Bytes of a signing key. */
export const KEY_BYTES = 32

type CryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** Signs with HMAC-SHA256 (RFC 2104), so that what we gave out can be told from what we did not. */
export class Signer {
  readonly #key: CryptoKey

  constructor(key: CryptoKey) {
    this.#key = key
  }

  /** With a key of 32 random bytes. */
  static async of(key: Uint8Array<ArrayBuffer>): Promise<Signer> {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    return new Signer(await crypto.subtle.importKey('raw', key, algorithm, false, ['sign', 'verify']))
  }

  /** The signature of a text, 43 letters of base64url. */
  async sign(text: string): Promise<string> {
    return toBase64url(await this.#mac(text))
  }

  /** Whether a signature is ours; takes a time that does not tell how nearly it is. */
  async verify(text: string, signature: string): Promise<boolean> {
    const bytes = fromBase64url(signature)
    return bytes !== undefined && crypto.subtle.verify('HMAC', this.#key, bytes, new TextEncoder().encode(text))
  }

  /** A code that is always the same for a name, as long as the key is. */
  async code(name: string): Promise<string> {
    return codeOf(await this.#mac(`code:${name}`))
  }

  async #mac(text: string): Promise<Uint8Array> {
    return new Uint8Array(await crypto.subtle.sign('HMAC', this.#key, new TextEncoder().encode(text)))
  }
}
