import { createHash, randomBytes } from 'node:crypto'

/** Who asks, and for what. */
export interface LoginRequest {
  readonly name: string
  readonly password: string
  readonly method: string
  /** Path and query. */
  readonly uri: string
}

/**
 * The Authorization header that answers a WWW-Authenticate header: Digest (RFC 7616, MD5 or SHA-256, qop auth or none),
 * else Basic (RFC 7617). Undefined where neither is asked for.
 */
export function authorization(challenge: string, request: LoginRequest): string | undefined {
  const digest = /\bdigest\s+(.*)/is.exec(challenge)?.[1]
  if (digest !== undefined) return digestAnswer(digest, request)
  if (!/\bbasic\b/i.test(challenge)) return undefined
  return `Basic ${Buffer.from(`${request.name}:${request.password}`).toString('base64')}`
}

function digestAnswer(challenge: string, { name, password, method, uri }: LoginRequest): string {
  const said = (key: string) => {
    const [, quoted, bare] = new RegExp(`\\b${key}=(?:"([^"]*)"|([^\\s,]+))`, 'i').exec(challenge) ?? []
    return quoted ?? bare
  }
  const [realm = '', nonce = '', algorithm = 'MD5', opaque] = ['realm', 'nonce', 'algorithm', 'opaque'].map(said)
  const hash = (text: string) =>
    createHash(/^sha-256/i.test(algorithm) ? 'sha256' : 'md5')
      .update(text)
      .digest('hex')
  const secret = hash(`${name}:${realm}:${password}`)
  const asked = hash(`${method}:${uri}`)
  const cnonce = randomBytes(8).toString('hex')
  const withQop = said('qop') !== undefined
  const middle = withQop ? `${nonce}:00000001:${cnonce}:auth` : nonce
  const fields = [
    ...[`username="${name}"`, `realm="${realm}"`, `nonce="${nonce}"`, `uri="${uri}"`, `algorithm=${algorithm}`],
    `response="${hash(`${secret}:${middle}:${asked}`)}"`,
    ...(withQop ? ['qop=auth', 'nc=00000001', `cnonce="${cnonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ]
  return `Digest ${fields.join(', ')}`
}
