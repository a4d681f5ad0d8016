import { createHash } from 'node:crypto'

/** How a pretend camera asks for a login: RFC 7617, or RFC 7616 with MD5, as FFmpeg knows it. */
export type LoginScheme = 'basic' | 'digest'

/** The value of `WWW-Authenticate`. */
export function challenge(scheme: LoginScheme): string {
  return scheme === 'basic' ? 'Basic realm="camera"' : `Digest realm="camera", nonce="${nonce}", algorithm="MD5"`
}

/** Whether an `Authorization` header is right for 'name:password' and this request's method. */
export function allows(login: string, scheme: LoginScheme, authorization: string, method: string): boolean {
  if (scheme === 'basic') return authorization === `Basic ${Buffer.from(login).toString('base64')}`
  const said = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(authorization)?.[1] ?? ''
  const [name = '', ...password] = login.split(':')
  const right = md5(`${md5(`${name}:camera:${password.join(':')}`)}:${nonce}:${md5(`${method}:${said('uri')}`)}`)
  return authorization.startsWith('Digest ') && said('username') === name && said('response') === right
}

/** An address with 'name:password' in it, as a person has to write it. */
export function withLogin(url: string, login: string | undefined): string {
  if (login === undefined) return url
  const [name = '', ...password] = login.split(':')
  return url.replace('://', `://${encodeURIComponent(name)}:${encodeURIComponent(password.join(':'))}@`)
}

const nonce = '5ccc069c403ebaf9f0171e9517f40e41'

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
