import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { silentAacFrame } from '../../src/media/silentAac.ts'
import { fixtureFfmpeg } from '../support/ffmpeg.ts'

// ADTS (ISO/IEC 13818-7 §6.2): AAC-LC at 48 kHz; 8 channels are configuration 7.
function adts(frame: Uint8Array, channels: number): Buffer {
  const [size, layout] = [frame.length + 7, channels === 8 ? 7 : channels]
  const head = [0xff, 0xf1, 0x4c | (layout >> 2), ((layout & 3) << 6) | (size >> 11), (size >> 3) & 255]
  return Buffer.from([...head, ((size & 7) << 5) | 0x1f, 0xfc, ...frame])
}

test.each([1, 2, 3, 4, 5, 6, 8])('a decoder hears nothing in a frame of %s channels, and finds no fault', channels => {
  const stream = Buffer.concat(Array.from({ length: 10 }, () => adts(silentAacFrame(channels), channels)))
  const args = [
    '-nostdin',
    '-v',
    'error',
    '-err_detect',
    'explode',
    '-f',
    'aac',
    '-i',
    'pipe:0',
    '-f',
    's16le',
    'pipe:1',
  ]
  const { stdout, stderr } = spawnSync(fixtureFfmpeg(), args, { input: stream })
  expect(stderr.toString()).toBe('')
  expect(stdout.length).toBe(10 * 1024 * channels * 2)
  expect(stdout.every(byte => byte === 0)).toBe(true)
})
