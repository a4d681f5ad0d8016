import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixtureFfmpeg } from '../../test/support/ffmpeg.ts'
import { endWithUs } from '../endWithUs.ts'
import { hasSegments, nginx, nginxAvailable, PLAYLIST, staticHls } from '../nginx.ts'
import type { Peer } from '../peers.ts'
import { ustreamer, ustreamerAvailable } from '../ustreamer.ts'
import type { ClockVideo } from './clockVideo.ts'
import type { ClockDelivery } from './deliveries.ts'

/** Another server of the same clock, which is started to be measured. */
export interface ClockPeer {
  readonly delivery: Omit<ClockDelivery, 'origin'>
  /** True when it can be measured here, else why not. */
  available(): true | string
  /** Starts it, and what it serves; both end with `close`. */
  open(video: ClockVideo): Promise<Pick<Peer, 'port' | 'close'>>
}

const BITRATE = 1500
/** What our own program asks FFmpeg for, where no other quality is configured. */
const COARSENESS = '6'

/** Those that this machine's package manager may have. */
export const CLOCK_PEERS: readonly ClockPeer[] = [
  {
    delivery: { key: 'ustreamer', name: 'ustreamer, `<img>`', path: '/stream?advance_headers=1', kind: 'img' },
    available: ustreamerAvailable,
    open: video =>
      inFolder(async (folder, ends) => {
        const path = join(folder, 'camera')
        if (spawnSync('mkfifo', [path]).status !== 0) throw new Error(`mkfifo ${path} failed`)
        const jpeg = ['-c:v', 'mjpeg', '-threads', '1', '-q:v', COARSENESS, '-pix_fmt', 'yuvj420p', '-f', 'mjpeg']
        ends.push(clockFeed(video, [...jpeg, path]))
        const peer = await ustreamer({ ...video, path })
        ends.push(peer.close)
        return peer.port
      }),
  },
  {
    delivery: { key: 'nginx', name: 'nginx, plain HLS, hls.js', path: `/${PLAYLIST}`, kind: 'hls' },
    available: nginxAvailable,
    open: video =>
      inFolder(async (folder, ends) => {
        const served = join(folder, 'served')
        mkdirSync(served)
        ends.push(clockFeed(video, staticHls(served, video.rate, BITRATE)))
        const peer = await nginx(served, join(folder, 'own'))
        ends.push(peer.close)
        await hasSegments(peer)
        return peer.port
      }),
  },
]

/** `open` gives a port; what it puts into `ends` is called, in this order, when all is over, or when it throws. */
async function inFolder(
  open: (folder: string, ends: (() => Promise<void>)[]) => Promise<number>,
): Promise<Pick<Peer, 'port' | 'close'>> {
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-peer-'))
  const ends: (() => Promise<void>)[] = []
  const close = async () => {
    for (const end of ends.splice(0)) await end()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    return { port: await open(folder, ends), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The clock through an FFmpeg of its own, which writes as these arguments say; gives what ends both. */
function clockFeed({ width, height, rate }: ClockVideo, output: readonly string[]): () => Promise<void> {
  const clock = join(import.meta.dirname, '../../dist/bench/clockSource.js')
  const painting = spawn(process.execPath, [clock, ...[width, height, rate].map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const input = ['-probesize', '32', '-analyzeduration', '0', '-f', 'yuv4mpegpipe', '-i', 'pipe:0']
  const encoding = spawn(fixtureFfmpeg(), ['-nostats', '-v', 'error', '-y', ...input, ...output], {
    stdio: [painting.stdout, 'ignore', 'inherit'],
  })
  painting.stdout.destroy() // what is left of it is FFmpeg's
  const ends = [painting, encoding].map(ender)
  return async () => {
    for (const end of ends) await end()
  }
}

function ender(child: ChildProcess): () => Promise<void> {
  const { pid } = child
  if (pid === undefined) throw new Error(`${child.spawnfile} did not start`)
  const over = endWithUs(pid)
  const gone = once(child, 'exit')
  return async () => {
    child.kill('SIGKILL')
    await gone
    over()
  }
}
