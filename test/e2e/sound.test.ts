import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { watchMoving } from '../support/picture.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { rtspCamera } from '../support/rtspCamera.ts'
import { pulseServer } from '../support/sync/pulseServer.ts'
import { until } from '../support/until.ts'
import { v4l2Camera } from '../support/v4l2/camera.ts'
import { openCamera, seeCamera, shownBy } from './watching.ts'

const small = ['test:', '--size', '320x180', '--rate', '15']
let browser: Browser
let program: Program
const closing: (() => unknown)[] = []

beforeAll(async () => {
  browser = await launchBrowser()
})
afterEach(async () => {
  await Promise.all(browser.contexts().map(context => context.close()))
  await program.close()
  for (const close of closing.splice(0).reverse()) await close()
})
afterAll(() => browser.close())

/** Opens the page of a camera and waits until it moves this way and offers its sound. */
async function watched(args: readonly string[], env: Record<string, string> = {}, via = 'hls'): Promise<Page> {
  program = await startProgram([...args, '--id', 'front'], { env })
  const { page } = await openCamera(browser, program.address, 'front', via)
  await shownBy(page, via)
  await page.getByRole('button', { name: 'Sound' }).waitFor({ timeout: 20_000 })
  return page
}

/** How loud the page's video is now, from 0 to 1, as its listener hears it. */
function loudness(page: Page): Promise<number> {
  return page.evaluate(`(async () => {
    const video = document.querySelector('video')
    globalThis.ear ??= (() => {
      const context = new AudioContext()
      const analyser = context.createAnalyser()
      context.createMediaElementSource(video).connect(analyser)
      analyser.connect(context.destination)
      return { context, analyser }
    })()
    await ear.context.resume()
    const samples = new Float32Array(ear.analyser.fftSize)
    ear.analyser.getFloatTimeDomainData(samples)
    return Math.max(...samples.map(Math.abs))
  })()`)
}

needs('browser')('sound on the page', () => {
  test('is off until its button is pressed, then it is heard; again, and it is off', { timeout: 90_000 }, async () => {
    const page = await watched([...small, '--audio', 'test:'])
    const button = page.getByRole('button', { name: 'Sound' })
    expect(await button.getAttribute('aria-pressed')).toBe('false')
    expect(await page.evaluate(`document.querySelector('video').muted`)).toBe(true)
    await button.click()
    await until('the tone is heard', async () => (await loudness(page)) > 0.05, 20_000)
    expect(await button.getAttribute('aria-pressed')).toBe('true')
    await page.keyboard.press('m')
    await until('nothing is heard', async () => (await loudness(page)) === 0, 20_000)
    expect(await button.getAttribute('aria-pressed')).toBe('false')
  })

  test('is heard by the next way where the page has begun with one that brings none', { timeout: 90_000 }, async () => {
    program = await startProgram([...small, '--audio', 'test:', '--id', 'front'])
    const { page } = await openCamera(browser, program.address, 'front')
    await shownBy(page, 'webcodecs')
    await page.getByRole('button', { name: 'Sound' }).click({ timeout: 20_000 })
    await shownBy(page, 'mse')
    await until('the tone is heard', async () => (await loudness(page)) > 0.05, 20_000)
    expect((await watchMoving(page, 'video')).changes.length).toBe(3)
  })

  test.each(['hls', 'mse'])(
    'that an IP camera stops to send lets the picture move on: %s',
    {
      timeout: 90_000,
    },
    async via => {
      const device = await rtspCamera({ audio: 'aac' })
      closing.push(device.close)
      const page = await watched([device.url], {}, via)
      await page.getByRole('button', { name: 'Sound' }).click()
      await until('the camera is heard', async () => (await loudness(page)) > 0.02, 20_000)
      device.mute()
      await until('nothing is heard', async () => (await loudness(page)) < 0.001, 20_000)
      expect((await watchMoving(page, 'video')).changes.length).toBe(3)
      device.unmute()
      await until('the camera is heard again', async () => (await loudness(page)) > 0.02, 20_000)
    },
  )

  test('whose microphone is not there: the page says so, and the picture moves', { timeout: 90_000 }, async () => {
    const page = await watched([...small, '--audio', 'alsa:hw:9,0'])
    expect((await watchMoving(page, 'video')).changes.length).toBe(3)
    await page.getByText('The microphone alsa:hw:9,0 can’t be heard').waitFor({ state: 'attached', timeout: 10_000 })
  })
})

needs(
  'browser',
  'v4l2',
  'pulseaudio',
)('a V4L2 camera and a microphone', () => {
  test('are seen and heard together', { timeout: 90_000 }, async () => {
    const pulse = await pulseServer()
    closing.push(pulse.close)
    await pulse.plugIn('mic')
    const plugged = v4l2Camera({ modes: [{ kind: 'mjpeg', width: 640, height: 480, rates: [30] }] })
    closing.push(() => plugged.close())
    const page = await watched([plugged.path, '--audio', 'pulse:mic'], { ...plugged.env, ...pulse.env })
    expect((await seeCamera(program.address, 'front')).video?.codecs).toContain('mp4a.40.2')
    await page.getByRole('button', { name: 'Sound' }).click()
    await until('a beep is heard', async () => (await loudness(page)) > 0.1, 20_000)
    expect((await watchMoving(page, 'video')).changes.length).toBe(3)
  })
})
