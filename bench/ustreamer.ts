import { onPath } from '../test/support/ffmpeg.ts'
import { until } from '../test/support/until.ts'
import { v4l2Camera } from '../test/support/v4l2/camera.ts'
import { v4l2Available } from '../test/support/v4l2/preload.ts'
import { freePort, run } from './child.ts'
import { cpuSecondsOf, residentBytesOf } from './cpu.ts'
import type { Peer } from './peers.ts'

/** True when ustreamer can be measured here, else why not. */
export function ustreamerAvailable(): true | string {
  if (onPath('ustreamer') === undefined) return 'needs ustreamer on PATH (apt install ustreamer)'
  return v4l2Available()
}

/** What a camera that sends MJPEG gives: sizes in pixels, and a file of JPEGs, or a FIFO that they come through. */
export interface JpegCamera {
  readonly width: number
  readonly height: number
  readonly rate: number
  readonly path: string
}

/** ustreamer, its pictures coming from a pretend V4L2 camera that sends MJPEG; passed on, not encoded again. */
export async function ustreamer({ width, height, rate, path }: JpegCamera): Promise<Peer> {
  const camera = v4l2Camera({ modes: [{ kind: 'mjpeg', width, height, rates: [rate], clip: path }] })
  const port = await freePort()
  const args = ['-d', camera.path, '-m', 'MJPEG', '-c', 'HW', '-r', `${width}x${height}`, '-f', String(rate)]
  const child = run(
    'ustreamer',
    [...args, '--host', '127.0.0.1', '--port', String(port), '--log-level', '0'],
    camera.env,
  )
  await until('ustreamer shows the camera', () => showsCamera(port))
  return {
    port,
    path: '/stream',
    cpuSeconds: async () => cpuSecondsOf(child.pid),
    residentBytes: async () => residentBytesOf(child.pid),
    close: async () => {
      await child.end()
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
