import { type RtspPacket, RtspReader, type RtspRequest } from './reader.ts'
import { readSdp, type SdpStream } from './sdp.ts'

/** What an RTSP client that publishes wants. */
export type RtspEvent =
  /** This is to be sent to it. */
  | { readonly kind: 'answer'; readonly text: string }
  /** It wants to publish these streams: `accept` or `refuse` answers. `path` as in its address, `code` what it shows as its password. */
  | {
      readonly kind: 'publish'
      readonly path: string
      readonly code: string | undefined
      readonly program: string
      readonly streams: readonly SdpStream[]
    }
  /** RTP of a stream, by its index, or RTCP about it. */
  | { readonly kind: 'packet'; readonly stream: number; readonly control: boolean; readonly data: Uint8Array }
  /** It has said that it stops. */
  | { readonly kind: 'end' }

const METHODS = 'OPTIONS, ANNOUNCE, SETUP, RECORD, TEARDOWN, GET_PARAMETER, SET_PARAMETER'
const SESSION = 'tunnelcam'
const TIMEOUT_SECONDS = 60

/** The server's side of an RTSP connection that publishes (RFC 2326, ANNOUNCE and RECORD): bytes in, what it wants out. */
export class RtspSession {
  readonly #reader = new RtspReader()
  /** The stream of each channel of the connection, and whether it is the RTCP of it. */
  readonly #channels = new Map<number, { readonly stream: number; readonly control: boolean }>()
  #streams: readonly SdpStream[] = []
  #asked: RtspRequest | undefined

  /** It may publish. */
  accept(): string {
    return this.#answer('200 OK')
  }

  /** It may not publish: `reason` is a sentence for a person. Without a reason it is asked for a password. */
  refuse(reason?: string): string {
    this.#streams = []
    if (reason === undefined) return this.#answer('401 Unauthorized', ['WWW-Authenticate: Basic realm="tunnelcam"'])
    return this.#answer(`403 ${reason}`)
  }

  /** Takes the next bytes. Throws MediaError when they are not RTSP; it must not be fed again after that. */
  *push(bytes: Uint8Array): Generator<RtspEvent, void, undefined> {
    for (const next of this.#reader.push(bytes)) {
      if (next.kind === 'packet') yield* this.#packet(next)
      else yield* this.#request(next)
    }
  }

  *#packet({ channel, data }: RtspPacket): Generator<RtspEvent, void, undefined> {
    const found = this.#channels.get(channel)
    if (found) yield { kind: 'packet', ...found, data }
  }

  *#request(request: RtspRequest): Generator<RtspEvent, void, undefined> {
    this.#asked = request
    const { method } = request
    if (method === 'ANNOUNCE' && this.#streams.length === 0) yield this.#announce(request)
    else if (method === 'SETUP') yield { kind: 'answer', text: this.#setUp(request) }
    else yield { kind: 'answer', text: this.#plain(method) }
    if (method === 'TEARDOWN') yield { kind: 'end' }
  }

  #plain(method: string): string {
    if (method === 'OPTIONS') return this.#answer('200 OK', [`Public: ${METHODS}`])
    if (method === 'DESCRIBE' || method === 'PLAY') return this.#answer('405 Nothing can be watched by RTSP here.')
    if (!METHODS.split(', ').includes(method)) return this.#answer('501 Not Implemented')
    if (method === 'ANNOUNCE' || (method === 'RECORD' && this.#channels.size === 0))
      return this.#answer('455 Method Not Valid in This State')
    return this.#answer('200 OK', [`Session: ${SESSION};timeout=${TIMEOUT_SECONDS}`])
  }

  #announce({ uri, headers, body }: RtspRequest): RtspEvent {
    this.#streams = readSdp(body)
    const [, path = ''] = /^rtsps?:\/\/[^/?#]*\/?([^#]*)/i.exec(uri) ?? []
    const code = passwordIn(headers.get('authorization'))
    return { kind: 'publish', path, code, program: headers.get('user-agent') ?? '', streams: this.#streams }
  }

  /** Over this connection, or not at all: a client that wants UDP asks again. */
  #setUp({ uri, headers }: RtspRequest): string {
    const known = this.#streams.findIndex(({ control }) => uri === control || uri.endsWith(`/${control}`))
    const stream = known >= 0 ? known : this.#channels.size / 2
    if (stream >= this.#streams.length) return this.#answer('404 Stream Not Found')
    const wished = (headers.get('transport') ?? '').split(',').find(one => /\/TCP\b/i.test(one))
    const [, first] = /\binterleaved=(\d{1,3})/i.exec(wished ?? '') ?? []
    if (wished === undefined) return this.#answer('461 Unsupported Transport')
    const channel = Number(first ?? 2 * stream)
    this.#channels.set(channel, { stream, control: false })
    this.#channels.set(channel + 1, { stream, control: true })
    const transport = `Transport: RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1};mode=record`
    return this.#answer('200 OK', [transport, `Session: ${SESSION};timeout=${TIMEOUT_SECONDS}`])
  }

  #answer(status: string, headers: readonly string[] = []): string {
    const number = this.#asked?.headers.get('cseq') ?? ''
    const lines = [
      `RTSP/1.0 ${status}`,
      `CSeq: ${/^\d{1,10}$/.test(number) ? number : 0}`,
      'Server: tunnelcam',
      ...headers,
    ]
    return `${lines.join('\r\n')}\r\n\r\n`
  }
}

/** The password of Basic (RFC 7617) with any user name. */
function passwordIn(authorization: string | undefined): string | undefined {
  const [, value] = /^basic +([\w+/=]+)$/i.exec(authorization ?? '') ?? []
  if (value === undefined) return undefined
  try {
    const pair = atob(value)
    return pair.slice(pair.indexOf(':') + 1)
  } catch {
    return '' // not base64: a wrong code
  }
}
