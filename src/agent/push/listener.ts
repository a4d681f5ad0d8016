import { createServer, type Server, type Socket } from 'node:net'
import type { Log } from '../../hub/log.ts'
import { MediaError } from '../../media/error.ts'
import { AgentError } from '../error.ts'

/** Where pushes are taken. */
export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/** One connection that may come to publish. */
export interface Caller {
  readonly socket: Socket
  readonly address: string
  /** It was let in: it has all the time it wants, but not to be silent. */
  welcome(): void
}

/** Where to listen, and who takes care of a connection. */
export interface ListenOptions {
  /** For people: `RTMP`. */
  readonly by: string
  readonly host: string
  readonly port: number
  readonly log: Log
  /** Sees one connection to its end. Throws MediaError or AgentError, whose sentence says why it was ended. */
  take(caller: Caller): Promise<void>
  /** How long a connection may take to be let in, in ms. Default: 10 s. */
  readonly helloMs?: number
  /** How long one may be silent, in ms. Default: 30 s. */
  readonly silentMs?: number
}

/** Who publishes needs one connection: more come from nobody's cameras. */
const MOST_CONNECTIONS = 128
/** So many from one address may wait to be let in. */
const MOST_STRANGERS = 8
const HELLO_MS = 10_000
const SILENT_MS = 30_000
/** What we say is short: who lets so much of it lie does not read. */
const MOST_UNREAD_BYTES = 64 << 10
/** A slow encoder reads our words with its next frame. */
const CLOSE_GRACE_MS = 2000
/** So many refusals a minute are told one by one: an attack must not fill the log. */
const MOST_TOLD = 20

/** Listens for those who push. Rejects with the system's error (`code` EADDRINUSE, EACCES, …) when it can't. */
export async function listenForPushes(options: ListenOptions): Promise<Listening> {
  const { by, host, port, log, take } = options
  const open = new Set<Socket>()
  const strangers = new Map<string, number>()
  const tell = refusalsOf(by, log)
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 }, socket => {
    const address = plain(socket.remoteAddress ?? '')
    open.add(socket)
    socket.on('error', () => undefined).once('close', () => open.delete(socket))
    const waiting = strangers.get(address) ?? 0
    if (waiting >= MOST_STRANGERS) return void socket.destroy()
    strangers.set(address, waiting + 1)
    const known = once(() => leaveOne(strangers, address))
    const impatience = setTimeout(() => {
      tell(address, 'It did not say in time what it wants.')
      socket.destroy()
    }, options.helloMs ?? HELLO_MS)
    socket.setTimeout(options.silentMs ?? SILENT_MS, () => {
      log.info({ address }, `${by} push from ${address} was silent for too long, so its connection is closed.`)
      socket.destroy()
    })
    const welcome = () => {
      clearTimeout(impatience)
      known()
    }
    take({ socket, address, welcome })
      .catch((error: unknown) => {
        if (error instanceof MediaError || error instanceof AgentError) tell(address, error.message)
        else if (!isEnding(error)) log.error({ err: error, address }, `${by}: a push failed unexpectedly.`)
      })
      .finally(() => {
        welcome()
        hangUp(socket)
      })
  })
  server.maxConnections = MOST_CONNECTIONS
  const listening = await listenOn(server, host, port)
  const close = () => {
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    for (const socket of open) socket.destroy()
    return closed
  }
  return { port: listening, close }
}

/** Says something to a caller; one who reads nothing of it is given up. */
export function say(socket: Socket, bytes: Uint8Array | string): void {
  if (!socket.writable) return
  socket.write(bytes)
  if (socket.writableLength > MOST_UNREAD_BYTES) socket.destroy()
}

/** Ends a connection; what was said last is still sent. */
export function hangUp(socket: Socket): void {
  if (socket.destroyed) return
  socket.end()
  socket.resume() // what comes meanwhile would have the system cut the connection before our words are read
  setTimeout(() => socket.destroy(), CLOSE_GRACE_MS).unref()
}

function refusalsOf(by: string, log: Log): (address: string, reason: string) => void {
  let since = 0
  let told = 0
  return (address, reason) => {
    const now = performance.now()
    if (now - since > 60_000) [since, told] = [now, 0]
    if (++told <= MOST_TOLD) log.warn({ address }, `${by} push from ${address} refused: ${reason}`)
    else if (told === MOST_TOLD + 1) log.warn({}, `${by} pushes refused: too many to name each.`)
  }
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** The connection is gone, which is no fault of ours. */
function isEnding(error: unknown): boolean {
  const codes = [
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'ERR_STREAM_PREMATURE_CLOSE',
    'ERR_STREAM_DESTROYED',
    'ECONNABORTED',
  ]
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

function leaveOne(strangers: Map<string, number>, address: string): void {
  const left = (strangers.get(address) ?? 1) - 1
  if (left > 0) strangers.set(address, left)
  else strangers.delete(address)
}

function once(act: () => void): () => void {
  let done = false
  return () => {
    if (!done) act()
    done = true
  }
}

// An IPv4 address on an IPv6 socket (RFC 4291 §2.5.5.2) is that IPv4 address.
function plain(address: string): string {
  return /^::ffff:\d+\./i.test(address) ? address.slice(7) : address
}
