import { spawn } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { pythonWithOpencv } from '../support/opencv.ts'
import { startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { until } from '../support/until.ts'

needs('opencv')('examples/newest_still.py', () => {
  test('sees each picture in turn, and after a pause the newest, with the number it skipped', {
    timeout: 60_000,
  }, async () => {
    const program = await startProgram(['test:', '--id', 'front', '--size', '320x240', '--rate', '10'])
    onTestFinished(() => program.close())
    const address = `${program.address}/cameras/front/still.jpg`
    const child = spawn(pythonWithOpencv() ?? '', ['examples/newest_still.py', address], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = new Promise(resolve => child.once('close', resolve))
    onTestFinished(async () => {
      child.kill('SIGKILL')
      await ended
    })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', chunk => {
      text += chunk
    })
    const seen = () =>
      [...text.matchAll(/^picture (\d+), (\d+) skipped, [\d.]+ of/gm)].map(found => found.slice(1).map(Number))
    await until('it has seen some', () => seen().length > 10, 30_000)
    child.kill('SIGSTOP')
    const before = seen().length
    const newest = async () => Number((await fetch(address)).headers.get('X-Tunnelcam-Sequence'))
    const stoppedAt = await newest()
    await until('twenty more came', async () => (await newest()) > stoppedAt + 20, 20_000)
    child.kill('SIGCONT')
    await until('it goes on', () => seen().length > before + 5)
    const rows = seen()
    for (const [index, [number = 0, skipped]] of rows.slice(1).entries())
      expect(skipped).toBe(number - (rows[index]?.[0] ?? 0) - 1)
    expect(Math.max(...rows.map(([, skipped = 0]) => skipped))).toBeGreaterThan(10)
  })
})
