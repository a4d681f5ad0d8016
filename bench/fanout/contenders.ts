import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixtureFfmpeg } from '../../test/support/ffmpeg.ts'
import { until } from '../../test/support/until.ts'
import { run } from '../child.ts'
import { FRAMES_PER_SECOND, type Frames, feedJpegs } from '../frames.ts'
import { hasSegments, nginx, nginxAvailable, staticHls } from '../nginx.ts'
import { ours, oursEncoding, type Peer } from '../peers.ts'
import type { HlsViewers } from '../processes/hlsViewers.ts'
import type { LiveViewers } from '../processes/liveViewers.ts'
import type { MjpegViewers } from '../processes/mjpegViewers.ts'
import type { StaticViewers } from '../processes/staticViewers.ts'
import { start } from '../remote.ts'
import { ustreamer, ustreamerAvailable } from '../ustreamer.ts'
import type { Viewers } from './crowd.ts'

/** A server and the viewers that suit it. */
export interface Contender {
  /** What people read. */
  readonly name: string
  readonly peer: boolean
  /** True when it can be measured here, else why not. */
  available(): true | string
  open(): Promise<{ readonly server: Peer; readonly viewers: Viewers }>
}

const always = () => true as const

/** Our MJPEG and ustreamer's, of the same JPEGs. */
export function mjpegContenders(frames: Frames): Contender[] {
  return [
    {
      ...{ name: 'MJPEG', peer: false, available: always },
      open: async () => withViewers(await ours(frames), mjpegViewers),
    },
    {
      ...{ name: 'ustreamer, MJPEG', peer: true, available: ustreamerAvailable },
      open: async () => withViewers(await fedUstreamer(frames), mjpegViewers),
    },
  ]
}

/** Our live WebSocket: H.264 as FFmpeg encodes it meanwhile, 1280x720. */
export const liveContender: Contender = {
  ...{ name: 'Live WebSocket, H.264', peer: false, available: always },
  open: async () => withViewers(await oursEncoding('live?video=h264'), liveViewers),
}

/** Our LL-HLS, in parts for all and in those for our page, and nginx's plain HLS, encoded by FFmpeg meanwhile, 1280x720. */
export const hlsContenders: readonly Contender[] = [
  { ...{ name: 'LL-HLS', peer: false, available: always }, open: () => lowLatency('hls') },
  { ...{ name: 'LL-HLS, short parts', peer: false, available: always }, open: () => lowLatency('hls/short') },
  {
    ...{ name: 'nginx, plain HLS', peer: true, available: nginxAvailable },
    open: async () => withViewers(await fedNginx(), staticViewers),
  },
]

async function lowLatency(output: string) {
  const server = await oursEncoding(output)
  return withViewers(server, one => hlsViewers(one, server.appended))
}

function withViewers(server: Peer, viewersOf: (server: Peer) => Viewers) {
  return { server, viewers: viewersOf(server) }
}

function mjpegViewers({ port, path }: Peer): Viewers {
  const viewers = start<MjpegViewers>('mjpegViewers')
  return {
    watch: count => viewers.ask('watch', { port, path, count }),
    ages: () => viewers.ask('ages'),
    counts: () => viewers.ask('counts'),
    close: viewers.close,
  }
}

function liveViewers({ port, path }: Peer): Viewers {
  const viewers = start<LiveViewers>('liveViewers')
  return {
    watch: count => viewers.ask('watch', { port, path, count }),
    ages: () => viewers.ask('ages'),
    counts: () => viewers.ask('counts'),
    close: viewers.close,
  }
}

function hlsViewers({ port, path }: Peer, appended: () => Promise<ReadonlyMap<number, number>>): Viewers {
  const viewers = start<HlsViewers>('hlsViewers')
  return {
    watch: count => viewers.ask('watch', { port, folder: path, count }),
    ages: async () => {
      const [reloads, at] = [await viewers.ask('reloads'), await appended()]
      return reloads.flatMap(({ part, gotAt }) => {
        const appendedAt = at.get(part)
        return appendedAt === undefined ? [] : [gotAt - appendedAt]
      })
    },
    counts: async () => ({ bytes: await viewers.ask('bytes') }),
    close: viewers.close,
  }
}

function staticViewers({ port, path }: Peer): Viewers {
  const viewers = start<StaticViewers>('staticViewers')
  return {
    watch: count => viewers.ask('watch', { port, path, count }),
    ages: () => viewers.ask('ages'),
    counts: async () => ({ bytes: await viewers.ask('bytes') }),
    close: viewers.close,
  }
}

async function fedUstreamer(frames: Frames): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-fanout-'))
  const path = join(folder, 'camera')
  if (spawnSync('mkfifo', [path]).status !== 0) throw new Error(`mkfifo ${path} failed`)
  // Opened for both, since a FIFO opened for writing waits for its reader.
  const pipe = createWriteStream(path, { fd: openSync(path, 'r+') })
  const stop = feedJpegs(pipe, frames)
  const peer = await ustreamer({ ...frames, rate: FRAMES_PER_SECOND, path })
  return {
    ...peer,
    close: async () => {
      stop()
      // A write that nobody reads any more would hold this process at its end.
      await until('ustreamer has read all', () => pipe.writableLength === 0)
      pipe.destroy()
      await peer.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** What our own camera's bitrate is where nothing is configured, at 1280x720, in kbit/s. */
const BITRATE = 1500

async function fedNginx(): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-fanout-'))
  const served = join(folder, 'served')
  mkdirSync(served)
  const picture = `testsrc2=size=1280x720:rate=${FRAMES_PER_SECOND}`
  const encoding = run(fixtureFfmpeg(), [
    ...['-nostdin', '-v', 'error', '-re', '-f', 'lavfi', '-i', picture],
    ...staticHls(served, FRAMES_PER_SECOND, BITRATE),
  ])
  const peer = await nginx(served, join(folder, 'own'))
  await hasSegments(peer)
  return {
    ...peer,
    close: async () => {
      await peer.close()
      await encoding.end()
      rmSync(folder, { recursive: true })
    },
  }
}
