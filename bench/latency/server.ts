import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { startEdge } from '../../test/support/edge.ts'
import { fakeCloudflared } from '../../test/support/fakeCloudflared.ts'
import { startProgram } from '../../test/support/program.ts'
import { until } from '../../test/support/until.ts'
import { endWithUs } from '../endWithUs.ts'
import type { ClockVideo } from './clockVideo.ts'
import { CAMERA } from './deliveries.ts'
import type { ClockRelay } from './relay.ts'

/** The program with a camera that shows the clock, reachable on this machine and behind an edge that speaks TLS and HTTP/2. */
export interface ClockServer {
  /** Of this machine's loopback, without TLS. */
  readonly address: string
  readonly edge: { readonly url: string; readonly hostname: string; readonly port: number }
  close(): Promise<void>
}

/** Starts it, published to `relay` where there is one; the camera is kept on, so that no start-up of FFmpeg is measured. */
export async function startClockServer(
  { width, height, rate }: ClockVideo,
  relay?: Pick<ClockRelay, 'address' | 'token'>,
): Promise<ClockServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tunnelcam-latency-'))
  const command = [process.execPath, join(import.meta.dirname, '../../dist/bench/clockSource.js')]
  const camera = {
    ...{ id: CAMERA, source: 'exec:', inputFormat: 'yuv4mpegpipe', keep: true, bitrate: 1500, rate },
    exec: [...command, ...[width, height, rate].map(String)],
  }
  await writeFile(
    join(folder, 'clock.yaml'),
    stringify({ cameras: [camera], ...(relay && { relay: { url: relay.address } }) }),
  )
  const cloudflared = await fakeCloudflared()
  const program = await startProgram(
    ['--config', join(folder, 'clock.yaml'), '--open', '--tunnel', '--yes-anyone-can-watch'],
    {
      cwd: folder,
      env: {
        ...cloudflared.env,
        CLOUDFLARED_BIN: cloudflared.path,
        ...(relay && { TUNNELCAM_RELAY_TOKEN: relay.token }),
      },
    },
  )
  const over = endWithUs(program.pid)
  const edge = await startEdge({ origin: program.address })
  await until('the tunnel is open and the clock is live', async () => {
    const response = await fetch(`${program.address}/api/cameras/${CAMERA}`)
    return (await response.text()).includes('"kind":"live"') && program.output().includes(edge.hostname)
  })
  return {
    address: program.address,
    edge,
    close: async () => {
      await edge.close()
      await program.end()
      over()
      await cloudflared.close()
      await rm(folder, { recursive: true })
    },
  }
}
