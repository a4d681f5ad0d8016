import { createSocket } from 'node:dgram'
import { createServer, type Socket } from 'node:net'
import { allows, challenge, type LoginScheme, withLogin } from './login.ts'
import { type RtspPicture, rtpFeed } from './rtpFeed.ts'

/** How a pretend RTSP camera behaves. */
export interface RtspCameraOptions extends RtspPicture {
  /** 'name:password': asks for it and answers 401 without it. */
  readonly login?: string
  /** How it asks for the login; default basic. */
  readonly scheme?: LoginScheme
}

/** A pretend network camera that speaks RTSP (RFC 2326), its RTP interleaved or over UDP, as it is asked. */
export interface RtspCamera {
  /** Without the login in it. */
  readonly url: string
  readonly port: number
  /** With the login in it, as a person would write it in a source. */
  readonly urlWithLogin: string
  /** Requests heard so far, as 'METHOD'. */
  readonly heard: readonly string[]
  viewers(): number
  /** Sends no more media and answers nothing, but keeps its connections. */
  pause(): void
  resume(): void
  /** From now on its clock is this much ahead or, below 0, behind, in seconds; or it stands. */
  setClock(clock: number | 'stands'): void
  /** Shows another picture from now on, as when its size is changed in its settings; what it announces stays. */
  turnInto(picture: RtspPicture): Promise<void>
  /** Sends no more sound, though it announces it: its microphone is off. */
  mute(): void
  unmute(): void
  /** Drops every connection and listens no more, as when its power goes. */
  kill(): Promise<void>
  /** Listens again, on the same port. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Starts a pretend RTSP camera on a free port of 127.0.0.1. */
export async function rtspCamera(options: RtspCameraOptions = {}): Promise<RtspCamera> {
  let feed = await rtpFeed(options)
  const { sdp } = feed
  const stamps = new Stamps()
  const sockets = new Map<Socket, Viewer>()
  const heard: string[] = []
  let paused = false
  let muted = false
  let port = 0

  const broadcast = (stream: number, packet: Uint8Array, isControl: boolean) => {
    if (paused || (muted && stream === 1)) return
    const stamped = isControl ? packet : stamps.stamped(stream, packet)
    for (const viewer of sockets.values()) viewer.send(stream, stamped, isControl)
  }
  feed.onPacket(broadcast)
  const server = createServer(socket => {
    const viewer = new Viewer(socket, sdp, options)
    sockets.set(socket, viewer)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    let text = ''
    socket.on('data', chunk => {
      if (paused) return
      const { requests, rest } = requestsIn(text + chunk.toString('latin1'))
      text = rest
      for (const request of requests) {
        heard.push(request.slice(0, request.indexOf(' ')))
        viewer.answer(request)
      }
    })
  })
  const listen = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(at, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  const kill = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      for (const socket of sockets.keys()) socket.destroy()
    })
  await listen(0)
  const address = server.address()
  if (address !== null && typeof address === 'object') port = address.port

  return {
    url: `rtsp://127.0.0.1:${port}/stream`,
    urlWithLogin: withLogin(`rtsp://127.0.0.1:${port}/stream`, options.login),
    port,
    heard,
    viewers: () => [...sockets.values()].filter(viewer => viewer.playing).length,
    pause: () => {
      paused = true
    },
    resume: () => {
      paused = false
    },
    setClock: clock => stamps.set(clock),
    turnInto: async picture => {
      const next = await rtpFeed(picture)
      await feed.close()
      feed = next
      stamps.goOn()
      feed.onPacket(broadcast)
    },
    mute: () => {
      muted = true
    },
    unmute: () => {
      muted = false
    },
    kill,
    restart: () => listen(port),
    close: async () => {
      if (server.listening) await kill()
      await feed.close()
    },
  }
}

// Receiver reports of the client come interleaved between its requests: '$', channel, 16-bit length.
function requestsIn(text: string): { requests: readonly string[]; rest: string } {
  const requests: string[] = []
  let rest = text
  for (;;) {
    const length = /^\$[\s\S]([\s\S]{2})/.exec(rest)?.[1]
    const whole =
      length === undefined ? rest.indexOf('\r\n\r\n') + 4 : 4 + length.charCodeAt(0) * 256 + length.charCodeAt(1)
    if (whole < 4 || whole > rest.length || (length === undefined && rest.startsWith('$'))) return { requests, rest }
    if (length === undefined) requests.push(rest.slice(0, whole - 4))
    rest = rest.slice(whole)
  }
}

/** Stamps RTP packets anew: one source without gaps in its numbers, by whatever clock. */
class Stamps {
  #clock: number | 'stands' = 0
  #isOther = false
  readonly #shifts = new Map<number, number>()
  readonly #last = new Map<number, { number: number; time: number }>()

  set(clock: number | 'stands'): void {
    this.#clock = clock
  }

  /** The packets come from somebody else from now on, and nobody is to notice. */
  goOn(): void {
    this.#shifts.clear()
    this.#isOther = true
  }

  #shift(stream: number, time: number, last: number): number {
    const shift = this.#shifts.get(stream) ?? (this.#isOther ? last + 9000 - time : 0)
    this.#shifts.set(stream, shift)
    return shift
  }

  // RFC 3550 §5.1: the number at 2, the time at 4, the source at 8.
  stamped(stream: number, packet: Uint8Array): Uint8Array {
    const bytes = Buffer.from(packet)
    const last = this.#last.get(stream) ?? { number: 0, time: bytes.readUInt32BE(4) }
    const time = bytes.readUInt32BE(4)
    const even = time + this.#shift(stream, time, last.time)
    const ticks = this.#clock === 'stands' ? last.time : even + Math.round(this.#clock * 90_000)
    last.number = (last.number + 1) & 0xffff
    last.time = ticks >>> 0
    this.#last.set(stream, last)
    bytes.writeUInt16BE(last.number, 2)
    bytes.writeUInt32BE(last.time, 4)
    bytes.writeUInt32BE(stream + 1, 8)
    return bytes
  }
}

interface Reply {
  readonly status: string
  readonly headers?: readonly string[]
  readonly body?: string
}

const methods = ['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'TEARDOWN', 'GET_PARAMETER']

/** One connection: what it has set up, and whether it plays. */
class Viewer {
  playing = false
  readonly #socket: Socket
  readonly #sdp: string
  readonly #options: RtspCameraOptions
  readonly #channels = new Map<number, number>()
  readonly #ports = new Map<number, number>()
  readonly #udp = createSocket('udp4')

  constructor(socket: Socket, sdp: string, options: RtspCameraOptions) {
    this.#socket = socket
    this.#sdp = sdp
    this.#options = options
    this.#udp.bind(0, '127.0.0.1')
    socket.on('close', () => this.#udp.close())
  }

  // RFC 2326 §10.12: '$', the channel, a 16-bit length, the packet. Control packets go on the next channel, or port.
  send(stream: number, packet: Uint8Array, isControl: boolean): void {
    const port = this.#ports.get(stream)
    if (this.playing && port !== undefined) this.#udp.send(packet, port + (isControl ? 1 : 0), '127.0.0.1')
    const channel = this.#channels.get(stream)
    if (!this.playing || channel === undefined || this.#socket.writableNeedDrain) return
    const head = Buffer.from([0x24, channel + (isControl ? 1 : 0), packet.length >> 8, packet.length & 255])
    this.#socket.write(Buffer.concat([head, packet]))
  }

  /** Writes the one answer of a request. */
  answer(request: string): void {
    const [method = '', url = ''] = request.split(' ')
    const header = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(request)?.[1] ?? ''
    const { status, headers = [], body = '' } = this.#reply(method, url, header)
    const lines = [`RTSP/1.0 ${status}`, `CSeq: ${header('CSeq')}`, 'Server: test', ...headers]
    if (body !== '') lines.push('Content-Type: application/sdp', `Content-Length: ${Buffer.byteLength(body)}`)
    this.#socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
    if (method === 'PLAY' && status === '200 OK') this.playing = true
    if (method === 'TEARDOWN') this.playing = false
  }

  #reply(method: string, url: string, header: (name: string) => string): Reply {
    if (method === 'OPTIONS') return { status: '200 OK', headers: [`Public: ${methods.join(', ')}`] }
    const { login, scheme = 'basic' } = this.#options
    if (login !== undefined && !allows(login, scheme, header('Authorization'), method)) {
      return { status: '401 Unauthorized', headers: [`WWW-Authenticate: ${challenge(scheme)}`] }
    }
    if (method === 'DESCRIBE') return { status: '200 OK', headers: [`Content-Base: ${url}/`], body: this.#sdp }
    if (method === 'SETUP') return this.#setUp(url, header('Transport'))
    if (methods.includes(method)) return { status: '200 OK', headers: ['Session: 1'] }
    return { status: '501 Not Implemented' }
  }

  #setUp(url: string, transport: string): Reply {
    const stream = Number(/streamid=(\d+)/.exec(url)?.[1] ?? 0)
    const [, how, first] = /(interleaved|client_port)=(\d+)/.exec(transport) ?? []
    if (first === undefined) return { status: '461 Unsupported Transport' }
    const places = how === 'interleaved' ? this.#channels : this.#ports
    places.set(stream, Number(first))
    const ours = this.#udp.address().port
    const agreed =
      how === 'interleaved'
        ? `Transport: RTP/AVP/TCP;unicast;interleaved=${first}-${Number(first) + 1}`
        : `Transport: RTP/AVP/UDP;unicast;client_port=${first}-${Number(first) + 1};server_port=${ours}-${ours}`
    return { status: '200 OK', headers: [agreed, 'Session: 1;timeout=60'] }
  }
}
