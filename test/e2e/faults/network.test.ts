import { createServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { expect, test } from 'vitest'
import { httpMjpegCamera } from '../../support/httpMjpegCamera.ts'
import { rtspCamera } from '../../support/rtspCamera.ts'
import { stallingProxy } from '../../support/stallingProxy.ts'
import { withHealthyNeighbour } from './neighbour.ts'

test.for([
  ['RTSP', rtspCamera],
  ['HTTP MJPEG', httpMjpegCamera],
] as const)(
  'a camera by %s that is not there at the start, and comes',
  { timeout: 90_000, concurrent: true },
  async ([, start], context) => {
    const camera = await start()
    context.onTestFinished(() => camera.close())
    await camera.kill()
    const scene = await withHealthyNeighbour(context, { source: camera.url })
    await scene.isLost(/Nothing answers at this address and port/)
    await camera.restart()
    await scene.is('live')
    await camera.kill()
    await scene.isLost(/./)
    await camera.restart()
    await scene.is('live')
  },
)

test.for([
  ['RTSP', rtspCamera],
  ['HTTP MJPEG', httpMjpegCamera],
] as const)(
  'a camera by %s behind a network that is half dead',
  { timeout: 90_000, concurrent: true },
  async ([, start], context) => {
    const camera = await start()
    const { port, pathname } = new URL(camera.url)
    const way = await stallingProxy(Number(port))
    context.onTestFinished(async () => {
      await way.close()
      await camera.close()
    })
    const scene = await withHealthyNeighbour(context, { source: camera.url.replace(`:${port}`, `:${way.port}`) })
    await scene.is('live')
    way.stall()
    await scene.isLost(/No picture has come for 5 s|stopped answering/)
    expect(pathname).not.toBe('')
    way.recover()
    await scene.is('live', 40_000)
  },
)

test('a camera that answers, and then sends nothing', { timeout: 90_000, concurrent: true }, async context => {
  const camera = await rtspCamera()
  context.onTestFinished(() => camera.close())
  const scene = await withHealthyNeighbour(context, { source: camera.url })
  await scene.is('live')
  camera.pause()
  await scene.isLost(/No picture has come for 5 s/)
  camera.resume()
  await scene.is('live', 40_000)
})

test('a camera that sends elsewhere', { timeout: 90_000, concurrent: true }, async context => {
  const camera = await httpMjpegCamera()
  const front = createServer(({ url }, response) => {
    const to = url === '/loop.mjpg' ? '/loop.mjpg' : camera.url
    response.writeHead(302, { Location: to, 'Content-Length': 0 }).end()
  })
  await new Promise<void>(resolve => front.listen(0, '127.0.0.1', resolve))
  const address = front.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  context.onTestFinished(async () => {
    front.close()
    await camera.close()
  })
  const scene = await withHealthyNeighbour(context, { source: `http://127.0.0.1:${port}/video.mjpg` })
  await scene.is('live')
  scene.save({ source: `http://127.0.0.1:${port}/loop.mjpg` })
  await scene.isLost(/./)
})

test('an RTSP camera that sends elsewhere', { timeout: 90_000, concurrent: true }, async context => {
  const camera = await rtspCamera({ width: 320, height: 240 })
  const front = createTcpServer(socket => {
    socket.on('error', () => undefined) // it closes then
    socket.on('data', chunk => {
      const number = /CSeq: (\d+)/i.exec(String(chunk))?.[1]
      socket.write(`RTSP/1.0 302 Moved Temporarily\r\nCSeq: ${number}\r\nLocation: ${camera.url}\r\n\r\n`)
    })
  })
  await new Promise<void>(resolve => front.listen(0, '127.0.0.1', resolve))
  const address = front.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  context.onTestFinished(async () => {
    front.close()
    await camera.close()
  })
  const scene = await withHealthyNeighbour(context, { source: `rtsp://127.0.0.1:${port}/stream` })
  await scene.is('live', 40_000)
})
