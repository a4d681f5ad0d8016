import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { needs } from '../require.ts'
import { until } from '../until.ts'
import { v4l2Camera } from './camera.ts'

// ustreamer is what our MJPEG is measured against: it must see the same camera at the same rate.
needs('v4l2', 'ustreamer')('a pretend V4L2 camera', () => {
  test('feeds ustreamer 30 pictures a second, and again after unplug and replug', async () => {
    const camera = v4l2Camera({ modes: [{ kind: 'mjpeg', width: 1280, height: 720, rates: [30] }] })
    const port = await freePort()
    const size = ['-r', '1280x720', '-f', '30', '-m', 'MJPEG', '-c', 'HW']
    const args = ['-d', camera.path, ...size, '--host', '127.0.0.1', '--port', String(port)]
    const ustreamer = spawn('ustreamer', args, { env: { ...process.env, ...camera.env }, stdio: 'ignore' })
    try {
      const isOnline = async () => {
        const state = await fetch(`http://127.0.0.1:${port}/state`).catch(() => undefined)
        return /"online": true/.test((await state?.text()) ?? '')
      }
      await until('ustreamer has a picture', isOnline)
      expect(await picturesIn(2, port)).toBeGreaterThan(50)
      camera.unplug()
      await until('ustreamer misses it', async () => !(await isOnline()))
      camera.replug()
      await until('ustreamer has a picture again', isOnline)
    } finally {
      ustreamer.kill()
      await once(ustreamer, 'exit')
      camera.close()
    }
  })
})

async function picturesIn(seconds: number, port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/stream`, { signal: AbortSignal.timeout(seconds * 1000) })
  let text = ''
  try {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString('latin1')
  } catch (cause) {
    if (!(cause instanceof Error && cause.name === 'TimeoutError')) throw cause
  }
  return text.match(/Content-Type: image\/jpeg/g)?.length ?? 0
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return address !== null && typeof address === 'object' ? address.port : 0
}
