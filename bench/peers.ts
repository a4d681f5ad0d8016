import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { onPath } from '../test/support/ffmpeg.ts'
import { until } from '../test/support/until.ts'
import { v4l2Camera } from '../test/support/v4l2/camera.ts'
import { v4l2Available } from '../test/support/v4l2/preload.ts'
import { cpuSecondsOf } from './cpu.ts'
import { endWithUs } from './endWithUs.ts'
import { FRAMES_PER_SECOND, type Frames, feedMpjpeg } from './frames.ts'
import type { BareServer } from './processes/bareServer.ts'
import type { Gateway } from './processes/gateway.ts'
import { start } from './remote.ts'

/** A server of the same pictures, running. */
export interface Peer {
  readonly port: number
  readonly path: string
  cpuSeconds(): Promise<number>
  close(): Promise<void>
}

/** One output of our server, its pictures coming through a pipe as from FFmpeg. */
export async function ours(frames: Frames, output = 'stream.mjpg'): Promise<Peer> {
  const gateway = start<Gateway>('gateway')
  const port = await gateway.ask('listenToFeed')
  const stop = feedMpjpeg(gateway.feed, frames)
  const close = () => {
    stop()
    return gateway.close()
  }
  return { port, path: `/cameras/front/${output}`, cpuSeconds: () => gateway.ask('cpuSeconds'), close }
}

/** A bare node:http server with one `res.write` for each viewer and picture. */
export async function bare(): Promise<Peer> {
  const server = start<BareServer>('bareServer')
  const port = await server.ask('listen')
  return { port, path: '/', cpuSeconds: () => server.ask('cpuSeconds'), close: () => server.close() }
}

/** True when ustreamer can be measured here, else why not. */
export function ustreamerAvailable(): true | string {
  if (onPath('ustreamer') === undefined) return 'needs ustreamer on PATH (apt install ustreamer)'
  return v4l2Available()
}

/** ustreamer, its pictures coming from a pretend V4L2 camera that sends MJPEG; passed on, not encoded again. */
export async function ustreamer({ path }: Frames): Promise<Peer> {
  const modes = [{ kind: 'mjpeg' as const, width: 1280, height: 720, rates: [FRAMES_PER_SECOND], clip: path }]
  const camera = v4l2Camera({ modes })
  const port = await freePort()
  const args = ['-d', camera.path, '-m', 'MJPEG', '-c', 'HW', '-r', '1280x720', '-f', String(FRAMES_PER_SECOND)]
  const child = spawn('ustreamer', [...args, '--host', '127.0.0.1', '--port', String(port), '--log-level', '0'], {
    env: { ...process.env, ...camera.env },
    stdio: 'ignore',
  })
  const { pid } = child
  if (pid === undefined) throw new Error('ustreamer did not start')
  const over = endWithUs(pid)
  const gone = once(child, 'exit')
  await until('ustreamer shows the camera', () => showsCamera(port))
  return {
    port,
    path: '/stream',
    cpuSeconds: async () => cpuSecondsOf(pid),
    close: async () => {
      child.kill('SIGKILL')
      await gone
      over()
      camera.close()
    },
  }
}

async function showsCamera(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/state`)
    return /"online": *true/.test(await response.text())
  } catch {
    return false // it does not listen yet
  }
}

/** ustreamer can't choose a port by itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
