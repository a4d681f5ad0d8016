import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttp, type ServerResponse } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { clip, fixtureFfmpeg } from './ffmpeg.ts'
import { allows, challenge } from './login.ts'
import { until } from './until.ts'

/** A media server that sends one endless stream: H.264 of 320x240 at 15 a second, and AAC. */
export interface StreamServer {
  readonly url: string
  close(): Promise<void>
}

/** RTMP as FFmpeg serves it, one process for each who comes. */
export async function rtmpServer(): Promise<StreamServer> {
  const senders = new Set<ChildProcess>()
  const viewers = new Set<Socket>()
  const front = createServer(async viewer => {
    viewers.add(viewer)
    const port = await freePort()
    const sender = send(senders, ['-f', 'flv', '-listen', '1', `rtmp://127.0.0.1:${port}/live/front`])
    viewer.on('error', () => undefined).on('close', () => viewers.delete(viewer) && sender.kill('SIGKILL'))
    if (viewer.destroyed) sender.kill('SIGKILL') // while a port was looked for
    const server = await whenListening(port, sender)
    server?.on('error', () => viewer.destroy())
    if (server) viewer.pipe(server).pipe(viewer)
    else viewer.destroy()
  })
  const port = await listening(front)
  const close = () => {
    for (const viewer of viewers) viewer.destroy()
    return closed(front, senders)
  }
  return { url: `rtmp://127.0.0.1:${port}/live/front`, close }
}

/** What the HTTP servers may ask for: 'name:password', by Basic. */
export interface LoginOption {
  readonly login?: string
}

/** FLV over HTTP, at `/live.flv`. */
export async function flvServer({ login }: LoginOption = {}): Promise<StreamServer> {
  const senders = new Set<ChildProcess>()
  const server = createHttp((request, response) => {
    if (refused(login, request.headers.authorization, response)) return
    if (request.url?.startsWith('/live.flv') !== true) return void response.writeHead(404).end()
    const sender = send(senders, ['-f', 'flv', 'pipe:1'])
    response.writeHead(200, { 'Content-Type': 'video/x-flv' }).on('close', () => sender.kill('SIGKILL'))
    sender.stdout?.pipe(response)
  })
  const port = await listening(server)
  return { url: `http://127.0.0.1:${port}/live.flv`, close: () => closed(server, senders) }
}

/** HLS of MPEG-TS in segments of two seconds, of which the newest five are there, at `/index.m3u8`. */
export async function hlsServer({ login }: LoginOption = {}): Promise<StreamServer> {
  const senders = new Set<ChildProcess>()
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-hls-'))
  const window = ['-hls_time', '2', '-hls_list_size', '5', '-hls_flags', 'delete_segments+temp_file']
  send(senders, ['-f', 'hls', ...window, join(folder, 'index.m3u8')])
  const server = createHttp((request, response) => {
    if (refused(login, request.headers.authorization, response)) return
    const path = join(folder, basename(new URL(request.url ?? '/', 'http://localhost').pathname))
    if (!existsSync(path)) return void response.writeHead(404).end()
    createReadStream(path)
      .on('error', () => response.destroy())
      .pipe(response)
  })
  const port = await listening(server)
  await until('there are segments', () => existsSync(join(folder, 'index1.ts')), 20_000)
  const close = async () => {
    await closed(server, senders)
    rmSync(folder, { recursive: true, force: true })
  }
  return { url: `http://127.0.0.1:${port}/index.m3u8`, close }
}

/** SRT as FFmpeg serves it: to one at a time, with a passphrase where one is given. */
export async function srtServer(passphrase?: string): Promise<StreamServer> {
  const senders = new Set<ChildProcess>()
  const port = await freePort()
  const query = passphrase === undefined ? '' : `passphrase=${passphrase}`
  let open = true
  const listen = () => {
    if (!open) return
    send(senders, ['-f', 'mpegts', `srt://127.0.0.1:${port}?mode=listener&${query}`]).once('exit', listen)
  }
  listen()
  const close = async () => {
    open = false
    await ended(senders)
  }
  return { url: `srt://127.0.0.1:${port}${query && `?${query}`}`, close }
}

/** What all of these servers send, in a loop; made at the first call. */
export function sentClip(): string {
  const input = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=15', '-f', 'lavfi', '-i', 'sine', '-t', '8']
  return clip([...input, '-c:v', 'libx264', '-g', '15', '-pix_fmt', 'yuv420p', '-c:a', 'aac'], 'flv')
}

function send(senders: Set<ChildProcess>, output: readonly string[]): ChildProcess {
  const args = ['-nostdin', '-v', 'error', '-re', '-stream_loop', '-1', '-i', sentClip(), '-c', 'copy', ...output]
  const sender = spawn(fixtureFfmpeg(), args, { stdio: ['ignore', 'pipe', 'ignore'] })
  senders.add(sender)
  sender.once('exit', () => senders.delete(sender))
  return sender
}

function refused(login: string | undefined, given: string | undefined, response: ServerResponse): boolean {
  if (login === undefined || allows(login, 'basic', given ?? '', 'GET')) return false
  response.writeHead(401, { 'WWW-Authenticate': challenge('basic'), 'Content-Length': 0 }).end()
  return true
}

/** A connection to this port as soon as somebody listens there; undefined when `sender` ended before. */
async function whenListening(port: number, sender: ChildProcess): Promise<Socket | undefined> {
  while (sender.exitCode === null && sender.signalCode === null) {
    const socket = connect(port, '127.0.0.1')
    const connected = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error')]).catch(
      () => false,
    )
    if (connected === true) return socket
    socket.destroy()
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  return undefined
}

type Server = ReturnType<typeof createServer>

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listening(server)
  await new Promise(resolve => server.close(resolve))
  return port
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address !== 'object') throw new Error('the server has no port')
  return address.port
}

async function closed(server: Server, senders: ReadonlySet<ChildProcess>): Promise<void> {
  const gone = new Promise(resolve => server.close(resolve))
  if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function') server.closeAllConnections()
  await ended(senders)
  await gone
}

async function ended(senders: ReadonlySet<ChildProcess>): Promise<void> {
  const endings = [...senders].map(sender => once(sender, 'exit'))
  for (const sender of senders) sender.kill('SIGKILL')
  await Promise.all(endings)
}
