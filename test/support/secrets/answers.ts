import type { IncomingHttpHeaders } from 'node:http'
import { keep, secret } from './kept.ts'

/** A request, as far as secrets may be in it. */
export interface Asked {
  readonly method: string
  /** Or only its path and query. */
  readonly url: string
  readonly headers: Headers
  readonly body?: string | undefined
}

/** Its answer. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

const CODE = /\b[0-9a-hjkmnp-tv-z]{26}\b/g
const TOKEN = /\b[a-z0-9]{4,20}\.[0-9a-z]{1,11}\.[0-9a-z]{1,20}\.[\w-]{43}/g

/** The answers that are meant to have secrets in them, and why. What they hand out may be nowhere else. */
const HANDING_OUT: readonly { readonly asked: RegExp; readonly why: string }[] = [
  { asked: /^POST \/api\/links$/, why: 'the owner gets the link that he made, once' },
  { asked: /^POST \/api\/cameras\/[^/]+\/ticket$/, why: 'a viewer gets a ticket for a player without cookies' },
]

/** What may pass the ticket on that it was asked with: in a playlist, each address needs it too. */
const PASSING_ON = /^GET \/cameras\/[^/]+\/hls\/(?:\w+\/)?\w+\.m3u8$/

/** Keeps an answer's text and headers, and has the secrets looked for that were asked with and handed out. */
export function keepAnswer(asked: Asked, { status, headers, text }: Answered): void {
  const shown = secretsShown(asked)
  for (const one of [...shown, ...secretsIn(headers.getSetCookie().join('\n'))]) secret(one)
  const what = `${asked.method} ${pathOf(asked)}`
  const handedOut = HANDING_OUT.some(({ asked }) => asked.test(what))
    ? secretsIn(text).filter(one => !shown.includes(one))
    : []
  for (const one of handedOut) secret(one)
  // A session's only place is Set-Cookie.
  const told = [...headers].filter(([name]) => name !== 'set-cookie').map(([name, value]) => `${name}: ${value}`)
  keep(`the headers of ${what}, ${status}`, told.join('\n'))
  keep(`the answer to ${what}, ${status}`, text, [...handedOut, ...(PASSING_ON.test(what) ? shown : [])])
}

/** Keeps what a request tells others on its way: its address, but for the ticket that it is made with, and its Referer. */
export function keepRequest(asked: Asked): void {
  const { searchParams } = new URL(asked.url, 'http://program')
  keep(`a request for ${asked.method} ${pathOf(asked)}`, asked.url, secretsIn(searchParams.get('t') ?? ''))
  keep(`the Referer of ${asked.method} ${pathOf(asked)}`, asked.headers.get('Referer') ?? '')
}

/** Node's headers as the web has them, but for those of HTTP/2 itself. */
export function headersOf(headers: IncomingHttpHeaders): Headers {
  const rows = Object.entries(headers).flatMap(([name, value]) => [value].flat().map(one => [name, one] as const))
  return new Headers(
    rows.flatMap(([name, value]) => (value === undefined || name.startsWith(':') ? [] : [[name, value]])),
  )
}

/** The codes and tokens in a text. */
export function secretsIn(text: string): string[] {
  return [...new Set([...(text.match(CODE) ?? []), ...(text.match(TOKEN) ?? [])])]
}

/** Whether an answer is text, in which something could be read. */
export function isText(contentType: string | null | undefined): boolean {
  return /json|text\/(?!css|javascript)|mpegurl/.test(contentType ?? '')
}

function secretsShown({ url, headers, body }: Asked): string[] {
  const authorization = headers.get('Authorization') ?? ''
  const basic = Buffer.from(authorization.replace(/^basic /i, ''), 'base64').toString()
  const ticket = new URL(url, 'http://program').searchParams.get('t') ?? ''
  return secretsIn([authorization, basic, headers.get('Cookie') ?? '', ticket, body ?? ''].join('\n'))
}

function pathOf({ url }: Asked): string {
  return new URL(url, 'http://program').pathname
}
