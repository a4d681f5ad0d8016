import { createServer } from 'node:http'
import { jpegs } from './httpMjpegCamera.ts'
import { allows, challenge, type LoginScheme, withLogin } from './login.ts'

/** How a pretend camera for single pictures behaves. */
export interface StillCameraOptions {
  /** 'name:password': asks for it and answers 401 without it. */
  readonly login?: string
  /** How it asks for the login; default basic. */
  readonly scheme?: LoginScheme
  /** Whether it answers 304 to who has the picture already; default false. */
  readonly conditional?: boolean
}

/** A pretend camera that answers with its newest JPEG of 640x360, at `/snapshot.jpg`, and at `/current` under its type alone. */
export interface StillCamera {
  readonly url: string
  /** With the login in it, as a person would write it in a source. */
  readonly urlWithLogin: string
  /** The statuses it answered with so far. */
  readonly answered: readonly number[]
  /** The picture it answers with. */
  picture(): Uint8Array
  /** Has another picture from now on. */
  next(): void
  /** Answers with this instead of a picture from now on; undefined: with pictures again. */
  answer(instead: { readonly status: number; readonly type?: string; readonly body?: string } | undefined): void
  close(): Promise<void>
}

/** Starts a pretend camera for single pictures on a free port of 127.0.0.1. */
export async function stillCamera(options: StillCameraOptions = {}): Promise<StillCamera> {
  const { login, scheme = 'basic', conditional = false } = options
  const pictures = jpegs()
  const answered: number[] = []
  let at = 0
  let instead: Parameters<StillCamera['answer']>[0]
  const picture = () => pictures[at % pictures.length] ?? new Uint8Array()
  const server = createServer((request, response) => {
    const end = (status: number, headers: Record<string, string> = {}, body: string | Uint8Array = '') => {
      answered.push(status)
      response.writeHead(status, headers).end(body)
    }
    const tag = `"${at}"`
    if (login !== undefined && !allows(login, scheme, request.headers.authorization ?? '', 'GET')) {
      return end(401, { 'WWW-Authenticate': challenge(scheme) })
    }
    if (instead) return end(instead.status, { 'Content-Type': instead.type ?? 'text/plain' }, instead.body)
    if (request.url === '/moved.jpg') return end(302, { Location: '/snapshot.jpg' })
    if (request.url !== '/snapshot.jpg' && request.url !== '/current') return end(404)
    if (conditional && request.headers['if-none-match'] === tag) return end(304)
    end(200, { 'Content-Type': 'image/jpeg', ...(conditional && { ETag: tag }) }, picture())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/snapshot.jpg`,
    urlWithLogin: withLogin(`http://127.0.0.1:${port}/snapshot.jpg`, login),
    answered,
    picture,
    next: () => {
      at += 1
    },
    answer: what => {
      instead = what
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
