import { expect, test } from 'vitest'
import type { MediaPacket } from '../../../src/media/flv/packets.ts'
import { SoundLine } from '../../../src/media/hls/soundLine.ts'
import type { AudioTrack } from '../../../src/media/track.ts'

// 1024 samples at 10240 Hz: a frame is a tenth of a second.
const track: AudioTrack = {
  kind: 'audio',
  id: 2,
  timescale: 10_240,
  audioSpecificConfig: new Uint8Array(),
  codec: 'mp4a.40.2',
  sampleRate: 10_240,
  channels: 1,
}
const heard: MediaPacket = { kind: 'audio', dts: 0, cts: 0, keyframe: true, data: [new Uint8Array(100)], size: 100 }

/** When each frame of a part begins in tenths of a second, and `~` before those that are silence. */
function taken(line: SoundLine, from: number, to: number): string {
  const part = line.take(from, to)
  let at = part?.baseMediaDecodeTime ?? 0
  const frames = part?.samples.map(({ size, duration }) => {
    const shown = `${size === 100 ? '' : '~'}${at / 1024}`
    at += duration
    return shown
  })
  return frames?.join(' ') ?? ''
}

test('sound that comes goes out as it came', () => {
  const line = new SoundLine(track)
  for (const at of [1, 1.1, 1.2]) line.push(heard, at, 1.3)
  expect(taken(line, 1, 1.3)).toBe('10 11 12')
})

test('sound that lags is waited for, a second and no longer', () => {
  const line = new SoundLine(track)
  line.push(heard, 1, 1)
  expect([taken(line, 1, 1.5), taken(line, 1.5, 2), taken(line, 2, 2.5)]).toEqual([
    '10',
    '',
    '~11 ~12 ~13 ~14 ~15 ~16 ~17 ~18 ~19 ~20 ~21 ~22 ~23 ~24',
  ])
  expect(taken(line, 2.5, 3)).toBe('~25 ~26 ~27 ~28 ~29')
})

test('sound that is back is heard from where the silence ends', () => {
  const line = new SoundLine(track)
  line.push(heard, 1, 1)
  taken(line, 1, 2.5)
  for (const at of [2.25, 2.35, 2.45, 2.55, 2.65]) line.push(heard, at, 2.7)
  expect(taken(line, 2.5, 2.7)).toBe('25 26.5')
  expect(taken(line, 2.7, 3.2)).toBe('')
})

test('where it is known that none comes, there is silence at once', () => {
  let comes = false
  const line = new SoundLine(track, { comes: () => comes })
  expect(taken(line, 1, 1.5)).toBe('~10 ~11 ~12 ~13 ~14')
  comes = true
  for (const at of [1.5, 1.6]) line.push(heard, at, 2)
  expect(taken(line, 1.5, 2)).toBe('15 16')
  comes = false
  expect(taken(line, 2, 2.2)).toBe('~17 ~18 ~19 ~20 ~21')
})

test('the sound of a slow camera is waited for as long as its picture is shown', () => {
  const line = new SoundLine(track, { frameSeconds: 2 })
  line.push(heard, 1, 1)
  expect(taken(line, 1, 3)).toBe('10')
  for (let at = 11; at < 30; at++) line.push(heard, at / 10, 3)
  expect(taken(line, 3, 5)).toBe('11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29')
})
