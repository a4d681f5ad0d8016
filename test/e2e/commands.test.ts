import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { fixtureFfmpeg } from '../support/ffmpeg.ts'
import { startProgram } from '../support/program.ts'
import { cameraIs } from './watching.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

const encoder = ['-v', 'error', '-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=15', '-pix_fmt', 'yuv420p']

test('cameras by FFmpeg’s own arguments and by commands play', { timeout: 90_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-e2e-'))
  endings.push(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'tunnelcam.yaml')
  const h264 = [...encoder, '-c:v', 'libx264', '-g', '15', '-tune', 'zerolatency', '-f', 'h264', 'pipe:1']
  const mjpeg = [...encoder, '-c:v', 'mjpeg', '-f', 'mjpeg', 'pipe:1']
  const cameras = [
    { id: 'arguments', source: 'ffmpeg:', ffmpeg: ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=15'] },
    { id: 'h264', source: 'exec:', exec: [fixtureFfmpeg(), ...h264], inputFormat: 'h264' },
    { id: 'mjpeg', source: 'exec:', exec: [fixtureFfmpeg(), ...mjpeg], inputFormat: 'mjpeg' },
  ]
  writeFileSync(file, JSON.stringify({ cameras: cameras.map(camera => ({ ...camera, keep: true })) }))
  const program = await startProgram(['--config', file])
  endings.push(() => program.close())
  for (const { id } of cameras) {
    await cameraIs(program.address, id, 'live', 20_000)
    const still = await fetch(`${program.address}/cameras/${id}/still.jpg`)
    expect(still.headers.get('Content-Type')).toBe('image/jpeg')
    const playlist = await fetch(`${program.address}/cameras/${id}/hls/index.m3u8`)
    expect(await playlist.text()).toMatch(/CODECS="avc1/)
  }
})
