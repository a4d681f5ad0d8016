import { createSocket } from 'node:dgram'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { startChild } from '../../src/agent/process/child.ts'
import { fixtureFfmpeg } from '../support/ffmpeg.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { secret } from '../support/secrets/kept.ts'
import { until } from '../support/until.ts'
import { seeCamera } from './watching.ts'

needs('srt')('what is pushed by SRT', () => {
  const passphrase = secret("it's %41 + & a secret")
  let folder: string
  let program: Program
  let port: number

  const file = () => join(folder, 'tunnelcam.yaml')
  const written = (more = '') =>
    `cameras:\n  - { id: a, source: "publish:", idle: 2, srt: { port: ${port}, passphrase: "${passphrase}" } }\n${more}`

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tunnelcam-srt-'))
    port = await freeUdpPort()
    await writeFile(file(), written())
    program = await startProgram(['--config', file(), '--log-level', 'debug'])
  })
  afterEach(async () => {
    await program.end().finally(() => program.close())
    await rm(folder, { recursive: true })
  })

  const get = (path: string) => fetch(`${program.address}/cameras/a/${path}`)
  const plays = (path: string) => until(`${path} is answered`, async () => (await get(path)).status === 200, 25_000)
  const said = () => program.log().map(({ msg }) => String(msg))

  function push(passphrase: string) {
    const input = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=15', '-f', 'lavfi', '-i', 'sine']
    const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '15', '-pix_fmt', 'yuv420p']
    const to = ['-c:a', 'aac', '-passphrase', passphrase, '-f', 'mpegts', `srt://127.0.0.1:${port}`]
    const child = startChild(fixtureFfmpeg(), ['-v', 'error', ...input, ...h264, ...to], { outputs: 0 })
    onTestFinished(async () => void (await child.stop()))
    return child
  }

  test('with the passphrase is played with sound, also after its publisher was killed and came back', {
    timeout: 120_000,
  }, async () => {
    const first = push(passphrase)
    for (const path of ['still.jpg', 'hls/index.m3u8']) await plays(path)
    expect(await seeCamera(program.address, 'a')).toMatchObject({
      state: { kind: 'live' },
      picture: { width: 320, height: 180 },
      video: { width: 320, codecs: expect.stringMatching(/^avc1\.\w{6},mp4a\.40\.2$/), audio: true },
      warnings: [],
    })
    expect(program.log().find(({ msg }) => msg === 'FFmpeg started')).toMatchObject({ passthrough: true })
    expect(program.showing(passphrase)).toEqual([])
    process.kill(first.pid ?? 0, 'SIGKILL')
    await until(
      'it is lost',
      async () => {
        await (await get('still.jpg?wait=1')).arrayBuffer()
        return (await seeCamera(program.address, 'a')).state.kind === 'lost'
      },
      20_000,
    )
    await until('its end is told', () => said().includes('SRT push to a has ended: it has left'), 20_000)
    push(passphrase)
    await plays('still.jpg')
  })

  test('with another passphrase is refused in words, and goes on when another camera is changed', {
    timeout: 60_000,
  }, async () => {
    await until('it listens', () => program.ffmpegs().length > 0)
    await until(
      'it is refused',
      async () => {
        expect((await push('another passphrase').ended).exitCode).not.toBe(0)
        return said().includes('SRT push to a refused: its passphrase is wrong.')
      },
      20_000,
    )
    push(passphrase)
    await plays('still.jpg')
    await writeFile(file(), written('  - { id: b, source: "publish:" }\n'))
    await until('it is taken up', () => said().some(line => line.includes('added b')))
    await plays('still.jpg')
    expect(said().filter(line => line.includes('has ended'))).toEqual([])
  })

  test('to a port that another program has is not taken, in words', { timeout: 30_000 }, async () => {
    const other = createSocket('udp4')
    onTestFinished(() => void other.close())
    const taken = await new Promise<number>(resolve => other.bind(0, '127.0.0.1', () => resolve(other.address().port)))
    await writeFile(
      file(),
      written(`  - { id: b, source: "publish:", srt: { port: ${taken}, yesAnyoneCanPublish: true } }\n`),
    )
    const line = `SRT pushes to b can't be taken on port ${taken}: It is taken, or 127.0.0.1 is no address of this machine.`
    await until('it is told', () => said().includes(line))
  })
})

function freeUdpPort(): Promise<number> {
  return new Promise(resolve => {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address()
      socket.close(() => resolve(port))
    })
  })
}
