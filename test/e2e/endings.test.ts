import { spawn } from 'node:child_process'
import { afterEach, expect, test } from 'vitest'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { until } from '../support/until.ts'
import { v4l2Camera } from '../support/v4l2/camera.ts'

needs('proc')('no FFmpeg is left', () => {
  let program: Program | undefined
  afterEach(() => program?.close())

  /** The program with a viewer who reads on, so that FFmpeg runs. */
  async function watched(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Program> {
    const running = await startProgram(args, { env })
    program = running
    const viewer = spawn('sh', ['-c', 'exec cat >/dev/null'], { stdio: ['pipe', 'ignore', 'ignore'] })
    const response = await fetch(`${running.address}/video_feed`)
    void (async () => {
      for await (const bytes of response.body ?? []) viewer.stdin?.write(bytes)
    })().catch(() => viewer.kill())
    await until('FFmpeg runs', () => running.ffmpegs().length === 1)
    return running
  }

  test.each([
    ['Ctrl-C', 'SIGINT', 0],
    ['SIGTERM', 'SIGTERM', 0],
    ['SIGHUP', 'SIGHUP', 0],
    ['a kill of our own process', 'SIGKILL', null],
    ['a crash', 'SIGABRT', null],
  ] as const)('after %s', { timeout: 60_000 }, async (_, signal, code) => {
    const running = await watched(['test:'])
    expect((await running.end(signal)).code).toBe(code)
    expect(running.ffmpegs()).toEqual([])
  })

  needs('v4l2')('and a camera that is silent', () => {
    test('after a kill of our own process', { timeout: 60_000 }, async () => {
      const camera = v4l2Camera({ modes: [{ kind: 'mjpeg', width: 640, height: 480, rates: [30] }] })
      const running = await watched([camera.path], camera.env)
      camera.freeze()
      expect((await running.end('SIGKILL')).signal).toBe('SIGKILL')
      expect(running.ffmpegs()).toEqual([])
      camera.close()
    })
  })
})
