import { cpuSecondsOf, residentBytesOf } from './cpu.ts'
import { type Frames, feedMpjpeg } from './frames.ts'
import type { BareServer } from './processes/bareServer.ts'
import type { Gateway } from './processes/gateway.ts'
import { type Remote, start } from './remote.ts'

/** A server of the same pictures, running. */
export interface Peer {
  readonly port: number
  readonly path: string
  cpuSeconds(): Promise<number>
  /** Memory that it holds, in bytes. */
  residentBytes(): Promise<number>
  /** What of it is in use, in bytes, after all garbage is collected; only where that can be told. */
  usedBytes?(): Promise<number>
  close(): Promise<void>
}

/** One output of our server, its pictures coming through a pipe as from FFmpeg. */
export async function ours(frames: Frames, output = 'stream.mjpg'): Promise<Peer> {
  const gateway = start<Gateway>('gateway', ['--expose-gc'])
  const port = await gateway.ask('listenToFeed')
  const stop = feedMpjpeg(gateway.feed, frames)
  const close = () => {
    stop()
    return gateway.close()
  }
  return { ...served(gateway, port, output), close }
}

/** One output of our server, of the test picture as FFmpeg encodes it meanwhile; and when each of its parts was appended. */
export async function oursEncoding(
  output: string,
): Promise<Peer & { appended(): Promise<ReadonlyMap<number, number>> }> {
  const gateway = start<Gateway>('gateway', ['--expose-gc'])
  const port = await gateway.ask('listenToTestPicture')
  return { ...served(gateway, port, output), close: gateway.close, appended: () => gateway.ask('appended') }
}

function served(gateway: Remote<Gateway>, port: number, output: string): Omit<Peer, 'close'> {
  const usedBytes = async () => {
    const { heapUsed, arrayBuffers } = await gateway.ask('memory')
    return heapUsed + arrayBuffers
  }
  return { port, path: `/cameras/front/${output}`, ...use(gateway), usedBytes }
}

/** A bare node:http server with one `res.write` for each viewer and picture. */
export async function bare(): Promise<Peer> {
  const server = start<BareServer>('bareServer')
  const port = await server.ask('listen')
  return { port, path: '/', ...use(server), close: () => server.close() }
}

/** What a process of ours uses. */
export function use({ pid }: { readonly pid: number }): Pick<Peer, 'cpuSeconds' | 'residentBytes'> {
  return { cpuSeconds: async () => cpuSecondsOf(pid), residentBytes: async () => residentBytesOf(pid) }
}
