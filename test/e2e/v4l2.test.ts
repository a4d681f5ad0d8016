import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { type CameraMode, v4l2Camera } from '../support/v4l2/camera.ts'
import { cameraIs, openCamera, openImage, pageSays, shownBy } from './watching.ts'

needs(
  'v4l2',
  'browser',
  'proc',
)('a V4L2 camera in a real browser', () => {
  let browser: Browser
  let program: Program | undefined
  let camera: ReturnType<typeof v4l2Camera> | undefined

  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())
  afterEach(async () => {
    await Promise.all(browser.contexts().map(context => context.close()))
    await program?.close()
    camera?.close()
  })

  /** Plugs a camera of this kind in, starts the program, and opens the page that plays it in this way. */
  async function watch(kind: CameraMode['kind'], via: 'hls' | 'img') {
    const plugged = v4l2Camera({ modes: [{ kind, width: 640, height: 480, rates: [30] }] })
    camera = plugged
    const running = await startProgram([plugged.path, '--id', 'front'], { env: plugged.env })
    program = running
    const { address } = running
    if (via === 'img') return { page: await openImage(browser, address, 'front'), plugged, address, running }
    const { page, errors } = await openCamera(browser, address, 'front', via)
    await shownBy(page, via)
    return { page, plugged, address, running, errors }
  }

  const element = { hls: 'video', img: 'img' }
  const rows = (['mjpeg', 'yuyv', 'h264'] as const).flatMap(kind =>
    (['hls', 'img'] as const).map(via => [kind, via] as const),
  )

  test.each(rows)('%s plays through %s', { timeout: 60_000 }, async (kind, via) => {
    const { page, errors, running } = await watch(kind, via)
    expect((await watchMoving(page, element[via])).changes.length).toBe(3)
    expect(errors ?? []).toEqual([])
    expect((await running.end()).code).toBe(0)
  })

  test.each(rows)(
    '%s comes back by itself through %s after it was unplugged and plugged in again',
    { timeout: 90_000 },
    async (kind, via) => {
      const { page, plugged, address } = await watch(kind, via)
      await watchMoving(page, element[via], { times: 1 })
      plugged.unplug()
      const { state } = await cameraIs(address, 'front', 'lost')
      expect(state.reason).toMatch(/unplugged|not there|No such device/i)
      if (via === 'hls') await pageSays(page, 'lost')
      plugged.replug()
      await cameraIs(address, 'front', 'live')
      if (via === 'hls') await pageSays(page, 'live')
      expect((await watchMoving(page, element[via])).changes.length).toBe(3)
    },
  )

  test('a camera that freezes is called lost, and comes back', { timeout: 90_000 }, async () => {
    const { page, plugged, address } = await watch('mjpeg', 'hls')
    plugged.freeze()
    const { state } = await cameraIs(address, 'front', 'lost')
    expect(state.reason).toMatch(/no picture|nothing/i)
    await pageSays(page, 'lost')
    plugged.thaw()
    await cameraIs(address, 'front', 'live')
    expect((await watchMoving(page, 'video')).changes.length).toBe(3)
  })
})
