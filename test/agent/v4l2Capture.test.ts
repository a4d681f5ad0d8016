import { afterEach, expect, test, vi } from 'vitest'
import { findFfmpeg } from '../../src/agent/ffmpeg/find.ts'
import { needs } from '../support/require.ts'
import { type CameraMode, type PretendCamera, v4l2Camera } from '../support/v4l2/camera.ts'
import { type AgentProcess, agentProcess } from './agentProcess.ts'
import { camera as cameraConfig } from './given.ts'
import { childrenOf, processName } from './process/alive.ts'

let device: ReturnType<typeof v4l2Camera>
let agent: AgentProcess

async function start(kind: CameraMode['kind']): Promise<PretendCamera> {
  device = v4l2Camera({ modes: [{ kind, width: 320, height: 240, rates: [30] }] })
  const config = { listen: { host: '127.0.0.1', port: 0 }, open: false }
  const ffmpeg = await findFfmpeg({ env: process.env })
  const cameras = [cameraConfig({ source: device.path, keep: true })]
  agent = await agentProcess({ ...config, cameras }, ffmpeg, device.env)
  return device
}

const ffmpegs = () => childrenOf(agent.node.pid ?? 0).filter(pid => processName(pid)?.startsWith('ffmpeg'))
const moves = async () => {
  const before = agent.pictures
  await vi.waitFor(() => expect(agent.pictures).toBeGreaterThan(before + 5), { timeout: 10_000, interval: 10 })
}

needs('v4l2', 'proc')('a V4L2 camera', () => {
  afterEach(async () => {
    await agent.close()
    device.close()
  })

  test.each(['mjpeg', 'yuyv', 'h264'] as const)(
    'that gives %s is lost when unplugged, and back within two seconds when replugged',
    async kind => {
      const camera = await start(kind)
      await agent.reaches('live')
      await moves()
      camera.unplug()
      await agent.reaches('lost: The camera was unplugged.')
      await agent.reaches(`lost: There is no camera at ${camera.path}`)
      const replugged = performance.now()
      camera.replug()
      await agent.reaches('live')
      expect(performance.now() - replugged).toBeLessThan(2000)
      await moves()
      expect(ffmpegs()).toHaveLength(1)
    },
  )

  test('that freezes is lost after five seconds, and back when it thaws', async () => {
    const camera = await start('mjpeg')
    await agent.reaches('live')
    await moves()
    camera.freeze()
    await agent.reaches('lost: No picture has come for 5 s.')
    camera.thaw()
    await agent.reaches('live', 20_000)
    await moves()
  })

  test('leaves no FFmpeg behind when it is frozen and its agent is killed', async () => {
    const camera = await start('mjpeg')
    await agent.reaches('live')
    camera.freeze()
    const [pid] = ffmpegs()
    agent.node.kill('SIGKILL')
    await vi.waitFor(() => expect(processName(pid ?? 0)).toBeUndefined())
  })
})
