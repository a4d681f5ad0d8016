import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { clip } from './ffmpeg.ts'
import { allows, challenge, type LoginScheme, withLogin } from './login.ts'

/** How a pretend HTTP MJPEG camera behaves. */
export interface HttpMjpegOptions {
  /** How it frames its parts; default `usual`: a boundary, then type and length, then the JPEG. */
  readonly framing?: keyof typeof framings
  /** Whether each part says its Content-Length, as most cameras do; default true. */
  readonly contentLength?: boolean
  /** 'name:password': asks for it and answers 401 without it. */
  readonly login?: string
  /** How it asks for the login; default basic. */
  readonly scheme?: LoginScheme
  /**
   * What it gets wrong: `garbage` sends bytes that are no JPEG in every fifth part, `cut` half a JPEG, `glued` half a JPEG
   * and then a whole one, `scrambled` one that is noise from its middle on; `truncated` ends the connection in
   * the middle of the fifth part, `silent` sends nothing after the fifth, `html` answers a page instead of pictures.
   */
  readonly fault?: 'garbage' | 'cut' | 'glued' | 'scrambled' | 'truncated' | 'silent' | 'html'
  /** Frames a second; default 15. */
  readonly rate?: number
  /** The size of its pictures; default 640x360. */
  readonly width?: number
  readonly height?: number
  /** Fills each picture up with zeros to so many bytes, as some cameras do. Default: as many as it has. */
  readonly bytes?: number
}

/** A pretend HTTP camera that sends JPEGs as multipart/x-mixed-replace. */
export interface HttpMjpegCamera {
  readonly url: string
  /** With the login in it, as a person would write it in a source. */
  readonly urlWithLogin: string
  /** Requests so far. */
  heard(): number
  viewers(): number
  /** Sends no more, but keeps its connections. */
  /** Sends pictures of another size from now on. */
  resize(size: { readonly width: number; readonly height: number }): void
  pause(): void
  resume(): void
  /** Drops every connection and listens no more, as when its power goes. */
  kill(): Promise<void>
  /** Listens again, on the same port. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Starts a pretend MJPEG camera on a free port of 127.0.0.1. */
export async function httpMjpegCamera(options: HttpMjpegOptions = {}): Promise<HttpMjpegCamera> {
  const { rate = 15, login, scheme = 'basic', fault, framing = 'usual' } = options
  const { width = 640, height = 360, bytes = 0 } = options
  let pictures: readonly Uint8Array[] = jpegs({ width, height }).map(jpeg => filledUp(jpeg, bytes))
  const viewers = new Map<ServerResponse, number>()
  let paused = false
  let heard = 0

  const server = createServer((request, response) => {
    heard += 1
    if (login !== undefined && !allows(login, scheme, request.headers.authorization ?? '', 'GET')) {
      response.writeHead(401, { 'WWW-Authenticate': challenge(scheme), 'Content-Length': 0 }).end()
      return
    }
    if (fault === 'html') {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Camera</title>Log in')
      return
    }
    const { type = 'multipart/x-mixed-replace; boundary=frame', first }: Framing = framings[framing]
    response.writeHead(200, { 'Content-Type': type, Connection: 'close' })
    response.write(first ?? '')
    viewers.set(response, 0)
    response.on('close', () => viewers.delete(response))
  })
  const clock = setInterval(() => {
    if (paused) return
    for (const [response, sent] of viewers) {
      viewers.set(response, sent + 1)
      if (!response.writableNeedDrain) sendPart(response, pictures[sent % pictures.length], sent + 1, options)
    }
  }, 1000 / rate)
  const listen = (at: number) => new Promise<void>(resolve => server.listen(at, '127.0.0.1', resolve))
  const kill = async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  await listen(0)
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0

  return {
    url: `http://127.0.0.1:${port}/video.mjpg`,
    urlWithLogin: withLogin(`http://127.0.0.1:${port}/video.mjpg`, login),
    heard: () => heard,
    viewers: () => viewers.size,
    resize: size => {
      pictures = jpegs(size)
    },
    pause: () => {
      paused = true
    },
    resume: () => {
      paused = false
    },
    kill,
    restart: () => listen(port),
    close: async () => {
      clearInterval(clock)
      if (server.listening) await kill()
    },
  }
}

function sendPart(response: ServerResponse, jpeg: Uint8Array | undefined, number: number, options: HttpMjpegOptions) {
  if (jpeg === undefined) throw new Error('the clip holds no picture')
  if (options.fault === 'silent' && number > 5) return
  const body = number % 5 === 0 ? broken(jpeg, options.fault) : jpeg
  const { before, after = '\r\n' }: Framing = framings[options.framing ?? 'usual']
  const length = options.contentLength === false ? '' : `Content-Length: ${body.length}\r\n`
  response.write(before(length))
  if (options.fault === 'truncated' && number === 5) {
    response.write(body.subarray(0, body.length / 2), () => response.destroy())
    return
  }
  response.write(body)
  response.write(after)
}

function filledUp(jpeg: Uint8Array, bytes: number): Uint8Array {
  return jpeg.length < bytes ? Buffer.concat([jpeg], bytes) : jpeg
}

function broken(jpeg: Uint8Array, fault: HttpMjpegOptions['fault']): Uint8Array {
  const half = jpeg.subarray(0, jpeg.length / 2)
  if (fault === 'garbage') return new Uint8Array(jpeg.length).fill(0x5a)
  if (fault === 'cut') return half
  if (fault === 'glued') return Buffer.concat([half, jpeg])
  if (fault !== 'scrambled') return jpeg
  const noise = jpeg.subarray(half.length, -2).map((byte, index) => (index % 7 === 0 ? 0xff : byte ^ 0x5a))
  return Buffer.concat([half, noise, jpeg.subarray(-2)])
}

interface Framing {
  /** The answer's Content-Type. */
  readonly type?: string
  /** What is sent once, before the first part. */
  readonly first?: string
  /** What stands before a JPEG; `length` is its Content-Length header, or nothing. */
  readonly before: (length: string) => string
  readonly after?: string
}

const usual = (boundary: string, type = 'Content-Type: image/jpeg\r\n') => ({
  before: (length: string) => `--${boundary}\r\n${type}${length}\r\n`,
})

// As cameras and programs were seen to do it.
const framings = {
  usual: usual('frame'),
  quoted: { type: 'multipart/x-mixed-replace; boundary="frame"', ...usual('frame') },
  'dashes in the type too': { type: 'multipart/x-mixed-replace; boundary=--frame', ...usual('frame') },
  'another boundary than the type says': { type: 'multipart/x-mixed-replace; boundary=other', ...usual('frame') },
  'ESP32-CAM': {
    type: 'multipart/x-mixed-replace;boundary=123456789000000000000987654321',
    before: (length: string) =>
      `\r\n--123456789000000000000987654321\r\nContent-Type: image/jpeg\r\n${length}X-Timestamp: 12.345678\r\n\r\n`,
    after: '',
  },
  'old ESP32-CAM, without a boundary at first': {
    type: 'multipart/x-mixed-replace;boundary=123456789000000000000987654321',
    before: (length: string) => `Content-Type: image/jpeg\r\n${length}\r\n`,
    after: '\r\n--123456789000000000000987654321\r\n',
  },
  'IP Webcam': {
    type: 'multipart/x-mixed-replace;boundary=Ba4oTvQMY8ew04N8dcnM',
    before: (length: string) => `\r\n--Ba4oTvQMY8ew04N8dcnM\r\nContent-Type: image/jpeg\r\n${length}\r\n`,
    after: '',
  },
  'mjpg-streamer, as OctoPrint has it': {
    type: 'multipart/x-mixed-replace;boundary=boundarydonotcross',
    first: '--boundarydonotcross\r\n',
    before: (length: string) => `Content-Type: image/jpeg\r\n${length}X-Timestamp: 1.2\r\n\r\n`,
    after: '\r\n--boundarydonotcross\r\n',
  },
  'lines that end with a line feed alone': {
    before: (length: string) => `--frame\nContent-Type: image/jpeg\n${length.replace('\r', '')}\n`,
    after: '\n',
  },
  'parts without a type': usual('frame', ''),
  'parts of image/jpg': usual('frame', 'Content-Type: image/jpg\r\n'),
  'JPEGs one after another': { type: 'video/x-motion-jpeg', before: () => '', after: '' },
} satisfies Record<string, Framing>

/** Every way to frame a part. */
export const everyFraming = Object.keys(framings).filter(isFraming)

function isFraming(name: string): name is keyof typeof framings {
  return name in framings
}

/** Real JPEGs, all different: two seconds at 15 frames a second. */
export function jpegs({ width, height } = { width: 640, height: 360 }): readonly Uint8Array[] {
  const args = [
    '-f',
    'lavfi',
    '-i',
    `testsrc2=size=${width}x${height}:rate=15:duration=2`,
    '-c:v',
    'mjpeg',
    '-q:v',
    '6',
  ]
  const bytes = readFileSync(clip([...args, '-f', 'mjpeg'], 'mjpeg'))
  const boundary = Buffer.from([0xff, 0xd9, 0xff, 0xd8])
  const pictures: Uint8Array[] = []
  let start = 0
  for (let at = bytes.indexOf(boundary); at >= 0; at = bytes.indexOf(boundary, start)) {
    pictures.push(bytes.subarray(start, at + 2))
    start = at + 2
  }
  return [...pictures, bytes.subarray(start)]
}
