import { afterEach, expect, test } from 'vitest'
import { withFlags } from '../../src/cli/flags.ts'
import { parseConfig } from '../../src/config/parse.ts'
import { readExposition } from '../runtimes/exposition.ts'
import { type Program, runProgram, startProgram } from '../support/program.ts'
import { until } from '../support/until.ts'

const programs: Program[] = []
afterEach(async () => {
  for (const program of programs.splice(0)) await program.close()
})

async function start(...args: string[]) {
  const program = await startProgram(args)
  programs.push(program)
  const url = program.log().find(({ event }) => event === 'started')?.metrics
  return { program, url: String(url) }
}

const figures = async (url: string) => readExposition(await (await fetch(url)).text())

test('--metrics serves the figures of a running camera on a port of their own, until the program ends', {
  timeout: 60_000,
}, async () => {
  const { program, url } = await start('test:', '--metrics', '0', '--idle', '1')
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*\/metrics$/)
  expect((await figures(url)).get('tunnelcam_camera_up')?.values).toEqual({ '{camera="test"}': 0 })
  expect((await fetch(`${program.address}/cameras/test/still.jpg`)).status).toBe(200)
  const value = async (name: string, labels = '{camera="test"}') => (await figures(url)).get(name)?.values[labels]
  expect(await value('tunnelcam_camera_up')).toBe(1)
  expect(await value('tunnelcam_pictures_total')).toBeGreaterThan(0)
  expect(await value('tunnelcam_sent_bytes_total', '{camera="test",output="still"}')).toBeGreaterThan(0)
  expect(await value('tunnelcam_picture_age_seconds')).toBeLessThan(5)
  const [ffmpeg] = program.ffmpegs()
  if (ffmpeg) process.kill(ffmpeg.pid, 'SIGKILL')
  await until('FFmpeg was started again', async () => {
    await (await fetch(`${program.address}/cameras/test/still.jpg`)).arrayBuffer()
    return (await value('tunnelcam_ffmpeg_restarts_total')) === 1
  })
  expect((await fetch(url.replace('/metrics', '/api/cameras'))).status).toBe(404)
  expect(await program.end()).toEqual({ code: 0, signal: null })
  await expect(fetch(url)).rejects.toThrow()
})

test('a port that is taken is told, and nothing is left listening', { timeout: 60_000 }, async () => {
  const { url } = await start('test:', '--metrics', '0')
  const { port } = new URL(url)
  const { code, output } = await runProgram(['test:', '--port', '0', '--metrics', port])
  expect(code).toBe(1)
  expect(output).toMatch(
    new RegExp(
      `^tunnelcam: Port ${port} on 127.0.0.1 is taken by another program.\n {11}(\\d+) is free: --metrics 127.0.0.1:\\1\n$`,
    ),
  )
})

test('a main port that is taken ends the program, its figures too', { timeout: 60_000 }, async () => {
  const { program } = await start('test:')
  const { port } = new URL(program.address)
  const { code, output } = await runProgram(['test:', '--port', port, '--metrics', '0'])
  expect([code, output]).toEqual([1, expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`)])
})

const flags = { open: false, log: 'pretty', logLevel: 'info', camera: {} } as const
const config = (text: string) => parseConfig(`${text}\ncameras: [{ id: a, source: "test:" }]`, 'a.yaml')

test('what the command line says of metrics stands over the configuration', () => {
  expect(withFlags(config('metrics: 9100'), flags).metrics).toEqual({ host: '127.0.0.1', port: 9100 })
  expect(withFlags(config('metrics: 9100'), { ...flags, metrics: '0.0.0.0:9200' }).metrics).toEqual({
    host: '0.0.0.0',
    port: 9200,
  })
})

test('the port of the pictures is refused', () => {
  expect(() => withFlags(config('metrics: 8080'), flags)).toThrow(
    'metrics: expected a port of its own, got 8080, where the pictures are',
  )
  expect(() => withFlags(config(''), { ...flags, port: 9100, metrics: 9100 })).toThrow(
    '--metrics: expected a port of its own, got 9100, where the pictures are',
  )
})
