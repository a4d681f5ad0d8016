import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseProbe } from '../../../src/agent/ffmpeg/probe.ts'

const captured = (name: string) => readFileSync(new URL(`captured/${name}.txt`, import.meta.url), 'utf8')
const video = { pixelFormat: 'yuv420p', size: { width: 320, height: 240 }, frameRate: 15, rotated: false }
const high = { ...video, codec: 'h264', profile: 'High' }

test.each([
  ['h264-aac.mp4', { video: high, audio: { codec: 'aac' } }],
  ['h264-aac.mp4-2018', { video: high, audio: { codec: 'aac' } }],
  ['h264-pcm.mkv', { video: { ...high, profile: 'Constrained Baseline' }, audio: { codec: 'pcm_mulaw' } }],
  ['hevc.mp4', { video: { ...video, codec: 'hevc', profile: 'Main' } }],
  ['high10.mp4', { video: { ...high, profile: 'High 10', pixelFormat: 'yuv420p10le' } }],
  ['mjpeg.avi', { video: { ...video, codec: 'mjpeg', profile: 'Baseline', pixelFormat: 'yuvj420p' } }],
  ['rotated.mp4', { video: { ...high, rotated: true }, audio: { codec: 'aac' } }],
  ['rotated.mp4-2018', { video: { ...high, rotated: true }, audio: { codec: 'aac' } }],
  ['sound.wav', { audio: { codec: 'pcm_s16le' } }],
  ['cover.mp3', { audio: { codec: 'mp3' } }],
  ['text.mp4', {}],
])('what FFmpeg says of %s', (name, expected) => expect(parseProbe(captured(name))).toEqual(expected))

test.each([
  [
    'an RTSP stream that has told its size but no rate',
    '  Stream #0:0: Video: h264 (Constrained Baseline), yuv420p(progressive), 640x360, 90k tbr, 90k tbn',
    {
      video: {
        codec: 'h264',
        profile: 'Constrained Baseline',
        pixelFormat: 'yuv420p',
        size: { width: 640, height: 360 },
        rotated: false,
      },
    },
  ],
  [
    'an RTSP stream that has told nothing yet',
    '  Stream #0:0: Video: h264, none, 90k tbr, 90k tbn',
    { video: { codec: 'h264', rotated: false } },
  ],
  [
    'an MPEG-TS stream',
    '  Stream #0:0[0x100]: Video: h264 (Main) ([27][0][0][0] / 0x001B), yuv420p(tv, bt709), 1920x1080 [SAR 1:1 DAR 16:9], 29.97 fps, 29.97 tbr, 90k tbn',
    {
      video: {
        codec: 'h264',
        profile: 'Main',
        pixelFormat: 'yuv420p',
        size: { width: 1920, height: 1080 },
        frameRate: 29.97,
        rotated: false,
      },
    },
  ],
])('reads %s', (_, line, expected) => expect(parseProbe(`Input #0\n${line}\n`)).toEqual(expected))
