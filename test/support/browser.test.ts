import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, launchRegistryBrowser, registryBrowserAvailable } from './browser.ts'
import { clip } from './ffmpeg.ts'
import { staysStill, watchMoving } from './picture.ts'
import { needs } from './require.ts'

// What every page test stands on: the browser plays H.264 in fMP4 by MSE, and a still picture does not pass as moving.
needs('browser')('the browser for tests', () => {
  const page = `<!doctype html><meta charset="utf-8"><title>MSE</title>
    <video muted autoplay playsinline width="320" height="180"></video>
    <canvas width="320" height="180"></canvas>
    <script>
      const source = new MediaSource()
      const video = document.querySelector('video')
      video.src = URL.createObjectURL(source)
      source.addEventListener('sourceopen', async () => {
        const buffer = source.addSourceBuffer('video/mp4; codecs="avc1.42c01e"')
        buffer.appendBuffer(await (await fetch('/clip.mp4')).arrayBuffer())
      })
      document.querySelector('canvas').getContext('2d').fillRect(20, 20, 99, 99)
    </script>`
  const fragmented = ['-movflags', 'empty_moov+default_base_moof+frag_keyframe', '-f', 'mp4']
  const encode = ['-c:v', 'libx264', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p', '-g', '25']
  const server = createServer((request, response) => {
    const isClip = request.url === '/clip.mp4'
    response.setHeader('Content-Type', isClip ? 'video/mp4' : 'text/html')
    const picture = 'testsrc2=size=320x180:rate=25:duration=12'
    response.end(isClip ? readFileSync(clip(['-f', 'lavfi', '-i', picture, ...encode, ...fragmented], 'mp4')) : page)
  })
  let address = ''
  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo // a TCP server's address is one
    address = `http://127.0.0.1:${port}/`
  })
  afterAll(() => void server.close())

  test.each([
    ['the first that is found', launchBrowser] as const,
    ...(registryBrowserAvailable() ? [['the one from the npm registry', launchRegistryBrowser] as const] : []),
  ])(
    '%s plays H.264 fMP4 by MSE, and only what moves counts as moving',
    async (_, launch) => {
      const browser = await launch()
      try {
        const tab = await browser.newPage()
        await tab.goto(address)
        expect((await watchMoving(tab, 'video')).changes).toHaveLength(3)
        expect(await staysStill(tab, 'canvas', 600)).toBe(true)
        await expect(watchMoving(tab, 'canvas', { withinMs: 300 })).rejects.toThrow(/0 changes/)
      } finally {
        await browser.close()
      }
    },
    60_000,
  )
})
