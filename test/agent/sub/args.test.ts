import { expect, test } from 'vitest'
import { subArgs } from '../../../src/agent/sub/args.ts'
import { subPicture } from '../../../src/hub/sub/picture.ts'
import { has } from '../given.ts'

const usual = { size: { width: 640, height: 640 }, rate: 15, bitrate: 300 }
const large = { size: { width: 1280, height: 720 }, rate: 30, bitrate: 900 }

test.each([
  [
    'of 1080p',
    usual,
    has,
    '-nostdin -hide_banner -loglevel error -copyts -probesize 32 -analyzeduration 0 -flags low_delay -threads 1 -f flv -i pipe:4 -map 0:v:0 -fps_mode passthrough -enc_time_base 1:1000 -vf select=not(mod(pts\\,2)),scale=640:360:flags=fast_bilinear:out_range=tv,format=yuv420p,setsar=1 -c:v libx264 -preset veryfast -tune zerolatency -threads 1 -profile:v main -level:v 3 -x264-params fps=15 -b:v 300k -maxrate 300k -bufsize 150k -g 9999 -sc_threshold 0 -force_key_frames expr:not(mod(round(t*1000),4)) -f flv -flvflags no_duration_filesize pipe:3',
  ],
  [
    'that is large, by an old FFmpeg',
    large,
    { ...has, fpsMode: false },
    '-nostdin -hide_banner -loglevel error -copyts -vsync passthrough -probesize 32 -analyzeduration 0 -flags low_delay -threads 1 -f flv -i pipe:4 -map 0:v:0 -enc_time_base 1:1000 -vf select=not(mod(pts\\,2)),scale=1280:720:flags=fast_bilinear:out_range=tv,format=yuv420p,setsar=1 -c:v libx264 -preset veryfast -tune zerolatency -threads 1 -profile:v main -level:v 3.1 -x264-params fps=30 -b:v 900k -maxrate 900k -bufsize 450k -g 9999 -sc_threshold 0 -force_key_frames expr:not(mod(round(t*1000),4)) -f flv -flvflags no_duration_filesize pipe:3',
  ],
])('the arguments for a small picture %s', (_, config, ffmpeg, line) => {
  const picture = subPicture({ width: 1920, height: 1080, frameRate: 30 }, config)
  if (!picture) throw new Error('there is none')
  expect(subArgs(picture, { has: ffmpeg }).join(' ')).toBe(line)
})
