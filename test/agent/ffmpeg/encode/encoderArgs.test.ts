import { expect, test } from 'vitest'
import { type Encoder, libx264 } from '../../../../src/agent/ffmpeg/encode/encoder.ts'
import {
  type Encode,
  encoderArgs,
  encoderDevice,
  encoderFilters,
} from '../../../../src/agent/ffmpeg/encode/encoderArgs.ts'
import { encoderNames } from '../../../../src/config/encoders.ts'

const bits = '-b:v 2000k -maxrate 2000k -bufsize 667k'
const keyframes = '-force_key_frames expr:gte(t,if(lt(n_forced,4),n_forced*0.25,n_forced-3))'
const usual: Encode = { bitrate: 2000, frameRate: 30, fpsMode: true }
const vaapi: Encoder = { name: 'h264_vaapi', device: '/dev/dri/renderD128' }

interface Row {
  readonly name: string
  readonly encoder: Encoder
  readonly encode?: Partial<Encode>
  readonly device?: string
  readonly filters: string
  readonly args: string
}

const rows: Row[] = [
  {
    name: 'libx264',
    encoder: libx264,
    filters: 'scale=out_range=tv,format=yuv420p',
    args: `-c:v libx264 -preset ultrafast -tune zerolatency -profile:v baseline ${bits} -g 9999 -sc_threshold 0 ${keyframes}`,
  },
  {
    name: 'libx264, for a source that tells no rate: one is assumed',
    encoder: libx264,
    encode: { frameRate: undefined, assumedRate: 10 },
    filters: 'scale=out_range=tv,format=yuv420p',
    args: `-c:v libx264 -preset ultrafast -tune zerolatency -profile:v baseline -x264-params fps=10 ${bits} -g 9999 -sc_threshold 0 ${keyframes}`,
  },
  {
    name: 'h264_videotoolbox, for Macs',
    encoder: { name: 'h264_videotoolbox' },
    filters: 'scale=out_range=tv,format=nv12',
    args: `-c:v h264_videotoolbox -profile:v main -realtime 1 ${bits} -g 60 -bf 0 ${keyframes}`,
  },
  {
    name: 'h264_nvenc, for Nvidia',
    encoder: { name: 'h264_nvenc' },
    filters: 'scale=out_range=tv,format=nv12',
    args: `-c:v h264_nvenc -profile:v main -preset fast -rc cbr -delay 0 -zerolatency 1 -forced-idr 1 ${bits} -g 60 -bf 0 ${keyframes}`,
  },
  {
    name: 'h264_vaapi, which wants its device first and its pictures there',
    encoder: vaapi,
    device: '-vaapi_device /dev/dri/renderD128',
    filters: 'scale=out_range=tv,format=nv12,hwupload',
    args: `-c:v h264_vaapi -profile:v main -async_depth 1 -bsf:v extract_extradata ${bits} -g 60 -bf 0 ${keyframes}`,
  },
  {
    name: 'h264_vaapi of an FFmpeg before 5.1, which holds no frame back by itself',
    encoder: vaapi,
    encode: { fpsMode: false },
    device: '-vaapi_device /dev/dri/renderD128',
    filters: 'scale=out_range=tv,format=nv12,hwupload',
    args: `-c:v h264_vaapi -profile:v main -bsf:v extract_extradata ${bits} -g 60 -bf 0 ${keyframes}`,
  },
  {
    name: 'h264_qsv, for Intel',
    encoder: { name: 'h264_qsv' },
    filters: 'scale=out_range=tv,format=nv12',
    args: `-c:v h264_qsv -profile:v main -preset veryfast -async_depth 1 -look_ahead 0 -forced_idr 1 ${bits} -g 60 -bf 0 ${keyframes}`,
  },
  {
    name: 'h264_v4l2m2m, whose parameter sets come in its stream',
    encoder: { name: 'h264_v4l2m2m' },
    filters: 'scale=out_range=tv,format=yuv420p',
    args: `-c:v h264_v4l2m2m -profile:v 77 -bsf:v extract_extradata ${bits} -g 60 -bf 0 ${keyframes}`,
  },
  {
    name: 'hardware, for a source that tells no rate: its pictures are given one',
    encoder: { name: 'h264_v4l2m2m' },
    encode: { frameRate: undefined, assumedRate: 10 },
    filters: 'fps=10,scale=out_range=tv,format=yuv420p',
    args: `-c:v h264_v4l2m2m -profile:v 77 -bsf:v extract_extradata ${bits} -g 20 -bf 0 ${keyframes}`,
  },
  {
    name: 'hardware, and a picture every ten seconds: the group of pictures is never empty',
    encoder: { name: 'h264_v4l2m2m' },
    encode: { frameRate: 0.1 },
    filters: 'scale=out_range=tv,format=yuv420p',
    args: `-c:v h264_v4l2m2m -profile:v 77 -bsf:v extract_extradata ${bits} -g 1 -bf 0 ${keyframes}`,
  },
]

test.each(rows)('$name', ({ encoder, encode, device = '', filters, args }) => {
  const wish = { ...usual, ...encode }
  expect(encoderDevice(encoder).join(' ')).toBe(device)
  expect(encoderFilters(encoder, wish).join(',')).toBe(filters)
  expect(encoderArgs(encoder, wish).join(' ')).toBe(args)
})

test('every encoder has a row above', () => {
  expect(new Set(rows.map(({ encoder }) => encoder.name))).toEqual(new Set(encoderNames))
})
