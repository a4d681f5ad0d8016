import { sameBytes } from '../../../media/bytes.ts'
import { isWholeJpeg } from '../../../media/jpeg/describe.ts'
import { AgentError } from '../../error.ts'
import type { StillPicture } from '../repeatPicture.ts'
import { authorization } from './login.ts'
import { type Answer, pinnedFetch } from './pinnedFetch.ts'
import { notFetched, refusal } from './trouble.ts'

const PATIENCE_MS = 10_000
const HIGHEST_BYTES = 32 * 1024 * 1024

/** An address that answers with one JPEG, fetched again and again. */
export class StillAddress {
  readonly #url: URL
  readonly #name: string
  readonly #password: string
  readonly #certificate: string
  #asked: Readonly<Record<string, string>> = {}
  #authorization: string | undefined
  #picture: StillPicture | undefined

  /**
   * `address` may hold a name and password: `http://name:password@host/snapshot.jpg`. Throws TypeError when it is none. Of
   * `https:` the `certificate` must be a known one, any, or that with this fingerprint (`sha256:…`).
   */
  constructor(address: string, certificate = 'known') {
    this.#certificate = certificate
    this.#url = new URL(address)
    this.#name = plain(this.#url.username)
    this.#password = plain(this.#url.password)
    this.#url.username = ''
    this.#url.password = ''
  }

  /**
   * The picture that is there now: the one before where the server says (304), or its bytes show, that it is no newer one.
   * Throws AgentError `timeout`, `connection_refused`, `name_unknown`, `unauthorized`, `not_found`, `not_picture`, …, or
   * the signal's reason.
   */
  async fetch(signal: AbortSignal): Promise<StillPicture> {
    const patience = AbortSignal.timeout(PATIENCE_MS)
    try {
      return await this.#fetchWithin(AbortSignal.any([signal, patience]))
    } catch (error) {
      signal.throwIfAborted()
      throw error instanceof AgentError ? error : notFetched(error, patience.aborted)
    }
  }

  /** Whether what is there says that it is one picture, by its type. False too when it can't be asked, or is refused. */
  async isPicture(signal: AbortSignal): Promise<boolean> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
    const answer = await this.#ask(within).catch(() => undefined)
    const response = answer?.response
    await response?.body?.cancel()
    return response?.ok === true && /^image\//i.test(response.headers.get('Content-Type') ?? '')
  }

  async #fetchWithin(signal: AbortSignal): Promise<StillPicture> {
    const { response } = await this.#ask(signal)
    if (response.status === 304 && this.#picture) {
      await response.body?.cancel()
      return this.#picture
    }
    const type = response.headers.get('Content-Type') ?? 'something without a type'
    if (!response.ok || /^multipart|^text/i.test(type)) {
      await response.body?.cancel()
      throw refusal(response.status, type)
    }
    const bytes = await bounded(response)
    if (!isWholeJpeg(bytes)) throw refusal(response.status, type)
    this.#asked = conditions(response.headers)
    if (!this.#picture || !sameBytes(this.#picture.bytes, bytes)) this.#picture = { bytes, madeAt: Date.now() }
    return this.#picture
  }

  /** Logs in where that is asked for: a Digest may have to be made anew at any time. */
  async #ask(signal: AbortSignal): Promise<Answer> {
    const answer = await this.#send(signal)
    const { response, origin } = answer
    const challenge = response.headers.get('WWW-Authenticate')
    const elsewhere = origin !== this.#url.origin
    if (response.status !== 401 || challenge === null || this.#name === '' || elsewhere) return answer
    const uri = this.#url.pathname + this.#url.search
    this.#authorization = authorization(challenge, { name: this.#name, password: this.#password, method: 'GET', uri })
    if (this.#authorization === undefined) return answer
    await response.body?.cancel()
    return this.#send(signal)
  }

  async #send(signal: AbortSignal): Promise<Answer> {
    const login = this.#authorization === undefined ? undefined : { Authorization: this.#authorization }
    // A cache on the way may be older than the camera's own word.
    const headers = { Accept: 'image/jpeg', 'Cache-Control': 'no-cache', ...this.#asked, ...login }
    if (this.#certificate !== 'known' && this.#url.protocol === 'https:')
      return pinnedFetch(this.#url, this.#certificate, { headers, signal })
    const response = await fetch(this.#url, { headers, signal })
    return { response, origin: new URL(response.url).origin }
  }
}

function conditions(headers: Headers): Record<string, string> {
  const [tag, changed] = [headers.get('ETag'), headers.get('Last-Modified')]
  return { ...(tag !== null && { 'If-None-Match': tag }), ...(changed !== null && { 'If-Modified-Since': changed }) }
}

async function bounded(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = response.body?.getReader()
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    chunks.push(read.value)
    length += read.value.length
    if (length > HIGHEST_BYTES) {
      await reader?.cancel()
      throw new AgentError('too_large', 'The picture at this address is larger than 32 MB.')
    }
  }
  return Buffer.concat(chunks)
}

// A password with a % that begins no escape is meant as it stands, and so is one whose escapes are no UTF-8.
function plain(escaped: string): string {
  try {
    return decodeURIComponent(escaped.replace(/%(?![0-9a-f]{2})/gi, '%25'))
  } catch {
    return escaped
  }
}
