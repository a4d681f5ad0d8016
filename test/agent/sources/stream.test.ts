import { expect, test } from 'vitest'
import type { Probed } from '../../../src/agent/ffmpeg/probe.ts'
import { streamFacts } from '../../../src/agent/sources/stream.ts'
import type { CameraConfig } from '../../../src/config.ts'
import { camera } from '../given.ts'

const video = {
  codec: 'h264',
  profile: 'High',
  pixelFormat: 'yuv420p',
  size: { width: 640, height: 360 },
  frameRate: 25,
  rotated: false,
}
const facts = { audio: 'none', frameRate: 25, size: { width: 640, height: 360 } }
const thinner = "select='isnan(prev_selected_t)+gte(t-prev_selected_t,0.0900)'"
const fit = ['scale=320:240:force_original_aspect_ratio=decrease', 'pad=320:240:(ow-iw)/2:(oh-ih)/2', 'setsar=1']

test.each<[string, Probed, Partial<CameraConfig>, object]>([
  ['H.264 that browsers play is copied', { video }, {}, { ...facts, video: 'h264' }],
  [
    'H.264 that has not told its profile yet is copied',
    { video: { codec: 'h264', rotated: false } },
    {},
    { audio: 'none', video: 'h264' },
  ],
  [
    '10 bit H.264 is encoded',
    { video: { ...video, profile: 'High 10', pixelFormat: 'yuv420p10le' } },
    {},
    { ...facts, video: 'other' },
  ],
  [
    '4:2:2 H.264 is encoded',
    { video: { ...video, profile: 'High 4:2:2', pixelFormat: 'yuv422p' } },
    {},
    { ...facts, video: 'other' },
  ],
  ['HEVC is encoded', { video: { ...video, codec: 'hevc', profile: 'Main' } }, {}, { ...facts, video: 'other' }],
  ['MJPEG is copied', { video: { ...video, codec: 'mjpeg', profile: 'Baseline' } }, {}, { ...facts, video: 'mjpeg' }],
  ['H.264 is encoded when asked', { video }, { encode: true }, { ...facts, video: 'other' }],
  [
    'what is to be turned is encoded',
    { video: { ...video, rotated: true } },
    {},
    { audio: 'none', frameRate: 25, video: 'other' },
  ],
  ['AAC is AAC', { video, audio: { codec: 'aac' } }, {}, { ...facts, video: 'h264', audio: 'aac' }],
  ['other sound is other', { video, audio: { codec: 'pcm_alaw' } }, {}, { ...facts, video: 'h264', audio: 'other' }],
  [
    'another size is encoded',
    { video },
    { size: { width: 320, height: 240 } },
    { audio: 'none', frameRate: 25, video: 'other', size: { width: 320, height: 240 }, filters: fit },
  ],
  ['the size that it has is copied', { video }, { size: { width: 640, height: 360 } }, { ...facts, video: 'h264' }],
  [
    'a lower rate is encoded, and what comes of it is to be measured',
    { video },
    { rate: 10 },
    { audio: 'none', size: video.size, video: 'other', filters: [thinner] },
  ],
  ['a higher rate adds no frames', { video }, { rate: 30 }, { ...facts, video: 'h264' }],
])('%s', (_, probed, options, expected) =>
  expect(streamFacts('clip.mp4', probed, camera(options))).toMatchObject(expected),
)

test.each([
  [
    { codec: 'hevc' },
    'It comes as H.265, which most browsers can’t play, so it is encoded anew, which costs CPU. H.264, by the camera’s settings or its substream, spares that.',
  ],
  [
    { profile: 'High 10', pixelFormat: 'yuv420p10le' },
    'It comes as H.264 of a kind that browsers can’t play (High 10, yuv420p10le), so it is encoded anew, which costs CPU.',
  ],
  [{ codec: 'mpeg4' }, undefined],
  [{}, undefined],
])('what costs an encode is said: %j', (other, notice) => {
  expect(streamFacts('clip.mp4', { video: { ...video, ...other } }, camera()).notice).toBe(notice)
  expect(streamFacts('clip.mp4', { video: { ...video, ...other } }, camera({ encode: true })).notice).toBeUndefined()
})

test('sound alone is refused', () =>
  expect(() => streamFacts('song.mp3', { audio: { codec: 'mp3' } }, camera())).toThrow(
    expect.objectContaining({ code: 'no_video', message: 'song.mp3 has sound, but no video.' }),
  ))
