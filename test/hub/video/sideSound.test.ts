import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { type Heard, SideSound, sideTrack } from '../../../src/hub/video/sideSound.ts'
import { readPacket } from '../../../src/media/flv/packets.ts'
import { FlvTagReader } from '../../../src/media/flv/tagReader.ts'
import { fixtureFfmpeg } from '../../support/ffmpeg.ts'

const now = 1_800_000_000_000
const aac = ['-c:a', 'aac', '-ar', '48000', '-ac', '2', '-f', 'flv', 'pipe:1']
const flv = spawnSync(fixtureFfmpeg(), ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=0.5', ...aac]).stdout

function listening(): { sound: SideSound; heard: Heard[] } {
  const sound = new SideSound()
  const heard: Heard[] = []
  sound.subscribe(one => heard.push(one))
  return { sound, heard }
}

test('what is promised of the sound is what FFmpeg makes', () => {
  const packets = [...new FlvTagReader().push(flv)].map(readPacket)
  const config = packets.find(packet => packet?.kind === 'audioConfig')
  expect(config?.audioSpecificConfig.subarray(0, 2)).toEqual(sideTrack.audioSpecificConfig)
})

test('times of day are taken as they are', () => {
  const { sound, heard } = listening()
  sound.begin(now - 200).push(flv, now)
  expect(heard.map(({ at, packet }) => at - packet.dts)).toEqual(heard.map(() => now - 200))
  expect(heard.length).toBeGreaterThan(20)
})

test('other times are learned from what comes soonest, less what the encoder takes', () => {
  const { sound, heard } = listening()
  sound.begin().push(flv, now)
  expect(Math.round((heard.at(-1)?.at ?? 0) - now)).toBe(-43)
})

test.each([
  ['in the future', now + 10_000],
  ['long past', now - 60_000],
])('a time of day that is %s is refused', (_, startedAt) => {
  expect(() => new SideSound().begin(startedAt).push(flv, now)).toThrow(/clock of the sound/)
})

test('sound comes from its first frame to its end', () => {
  const { sound } = listening()
  expect(sound.comes).toBe(false)
  const run = sound.begin(now)
  expect(sound.comes).toBe(false)
  run.push(flv, now)
  expect(sound.comes).toBe(true)
  run.end()
  expect(sound.comes).toBe(false)
})
