import { Socket } from 'node:net'
import { Access } from '../../src/access/access.ts'
import { unkept } from '../../src/access/unkept.ts'
import { type Agent, startAgent } from '../../src/agent/agent.ts'
import { findFfmpeg } from '../../src/agent/ffmpeg/find.ts'
import { cameraFromSource } from '../../src/config/camera.ts'
import type { CameraConfig } from '../../src/config.ts'
import type { Camera } from '../../src/hub/camera.ts'
import { Hub } from '../../src/hub/hub.ts'
import { type Listening, listen } from '../../src/runtimes/node.ts'
import { ownCpuSeconds } from '../cpu.ts'
import { sharedNow } from '../numbers.ts'
import { serve } from '../remote.ts'

// Our own server in a process of its own, with one camera, `front`: fed by the parent on fd 4, or by FFmpeg as ever.
const log = { debug() {}, info() {}, warn: tell, error: tell }
const hub = new Hub()
const appendedAt = new Map<number, number>()
let agent: Agent | undefined
let server: Listening | undefined

const calls = {
  /** A camera whose pictures come as mpjpeg on fd 4. Gives the port. */
  listenToFeed: async () => {
    const camera = hub.add(front({}))
    const run = camera.begin({ passthrough: false, frameRate: 30 })
    new Socket({ fd: 4, readable: true, writable: false }).on('data', chunk => run.jpeg(chunk))
    camera.setState({ kind: 'live' })
    return listening()
  },
  /** The test picture through FFmpeg, started by the first viewer. Gives the port. */
  listenToTestPicture: async () => {
    const ffmpeg = await findFfmpeg({ env: process.env })
    const cameras = [front({ size: '1280x720', rate: 30, idle: 1 })]
    agent = startAgent({ hub, config: { listen: { host: '127.0.0.1', port: 0 }, open: false, cameras }, ffmpeg, log })
    for (const camera of hub.cameras.values()) stampParts(camera)
    return listening()
  },
  /** When each part was appended: its id and the shared clock's milliseconds. */
  appended: () => appendedAt,
  cpuSeconds: ownCpuSeconds,
  /** Bytes, after all garbage is collected. */
  memory: () => {
    for (let round = 0; round < 3; round++) globalThis.gc?.()
    const { rss, arrayBuffers, heapUsed } = process.memoryUsage()
    return { rss, arrayBuffers, heapUsed }
  },
}

/** What this process can be asked. */
export type Gateway = typeof calls
serve(calls, async () => {
  await agent?.stop()
  await server?.close()
})

function front(overrides: Parameters<typeof cameraFromSource>[1]): CameraConfig {
  return cameraFromSource('test:', { ...overrides, id: 'front' })
}

async function listening(): Promise<number> {
  server = await listen({ hub, host: '127.0.0.1', port: 0, gate: await openGate(), log })
  return server.port
}

/** As many viewers as are measured, and no code asked for. */
async function openGate() {
  const access = await Access.open(unkept(), { log, limits: { perCamera: 1000, perLink: 1000 } })
  return { access, open: true, trust: { proxies: [], tunnel: () => false } }
}

function stampParts({ window }: Camera): void {
  const add = window.add.bind(window)
  window.add = cut => {
    // The ids of short parts are far above those of the others.
    if (cut.kind === 'part') appendedAt.set(window.state().nextPart, sharedNow())
    if (cut.kind === 'shortPart') appendedAt.set(window.short.state().nextPart, sharedNow())
    add(cut)
  }
}

function tell(fields: object, message: string): void {
  process.stderr.write(`gateway: ${message} ${JSON.stringify(fields)}\n`)
}
