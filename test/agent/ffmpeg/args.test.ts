import { expect, test } from 'vitest'
import { captureArgs } from '../../../src/agent/ffmpeg/args.ts'
import type { Encoder } from '../../../src/agent/ffmpeg/encode/encoder.ts'
import type { Ffmpeg } from '../../../src/agent/ffmpeg/ffmpeg.ts'
import type { Source } from '../../../src/agent/sources/source.ts'
import type { CameraConfig } from '../../../src/config.ts'
import type { Want } from '../../../src/hub/demand.ts'
import { camera, has } from '../given.ts'

const ffmpeg: Ffmpeg = { path: '/usr/bin/ffmpeg', version: '5.1.9', foundBy: 'PATH', has }
const old: Ffmpeg = { ...ffmpeg, version: '4.3.1', has: { ...has, fpsMode: false } }

const size = { width: 1280, height: 720 }
const mjpeg: Source = {
  kind: 'v4l2',
  label: 'Cam',
  input: ['-f', 'v4l2', '-i', '/dev/video0'],
  video: 'mjpeg',
  audio: 'none',
  size,
  frameRate: 30,
}
const h264: Source = { ...mjpeg, video: 'h264' }
const raw: Source = { ...mjpeg, video: 'other' }
const rtsp: Source = {
  kind: 'rtsp',
  label: 'IP',
  input: ['-i', 'rtsp://10.0.0.7/a'],
  video: 'h264',
  audio: 'aac',
  size,
}
const http: Source = {
  kind: 'mjpeg',
  label: 'IP',
  input: ['-f', 'mpjpeg', '-i', 'http://10.0.0.7/a'],
  video: 'mjpeg',
  audio: 'none',
}

const both: Want[] = ['video', 'jpeg']
const start = '-nostdin -hide_banner -loglevel error'
const v4l2Input = '-f v4l2 -i /dev/video0'
const flv = '-f flv -flvflags no_duration_filesize pipe:3'
const x264 =
  '-c:v libx264 -preset ultrafast -tune zerolatency -profile:v baseline -b:v 2000k -maxrate 2000k -bufsize 667k ' +
  '-g 9999 -sc_threshold 0 -force_key_frames expr:gte(t,if(lt(n_forced,4),n_forced*0.25,n_forced-3))'
const assumed = x264.replace('-b:v', '-x264-params fps=30 -b:v')
const range = 'scale=out_range=tv,format=yuv420p'
const noWaiting = '-max_interleave_delta 1'
const exact = '-fps_mode passthrough -enc_time_base'
const encode = `-map 0:V:0 ${exact} 1:90000 -vf ${range} ${x264}`
const jpegs = '-c:v mjpeg -threads 1 -q:v 6 -pix_fmt yuvj420p -f mpjpeg pipe:4'
const clock = 'settb=1/1000000,setpts=RTCTIME'
const encodeJpeg = `-map 0:V:0 ${exact} 1:1000000 -vf ${clock} ${jpegs}`

interface Row {
  readonly name: string
  readonly source: Source
  readonly wanted: readonly Want[]
  readonly passthrough?: boolean
  readonly options?: Partial<CameraConfig>
  readonly ffmpeg?: Ffmpeg
  readonly encoder?: Encoder
  readonly args: string
}

const rows: Row[] = [
  {
    name: 'an MJPEG camera, JPEGs wanted: copied, with Huffman tables',
    source: mjpeg,
    wanted: ['jpeg'],
    args: `${start} ${v4l2Input} -map 0:V:0 -c:v copy -bsf:v mjpeg2jpeg -f mpjpeg pipe:4`,
  },
  {
    name: 'an MJPEG camera, video wanted: encoded, and its JPEGs copied all the same',
    source: mjpeg,
    wanted: ['video'],
    args: `${start} ${v4l2Input} ${encode} ${flv} -map 0:V:0 -c:v copy -bsf:v mjpeg2jpeg -f mpjpeg pipe:4`,
  },
  {
    name: 'an H.264 camera, video wanted: copied',
    source: h264,
    wanted: ['video'],
    args: `${start} ${v4l2Input} -map 0:V:0 -c:v copy -bsf:v extract_extradata ${flv}`,
  },
  {
    name: 'an H.264 camera, JPEGs wanted: decoded for them, and its H.264 copied all the same',
    source: h264,
    wanted: ['jpeg'],
    args: `${start} ${v4l2Input} -map 0:V:0 -c:v copy -bsf:v extract_extradata ${flv} ${encodeJpeg}`,
  },
  {
    name: 'an H.264 camera that is not to be passed through',
    source: h264,
    wanted: both,
    passthrough: false,
    args: `${start} ${v4l2Input} ${encode} ${flv} ${encodeJpeg}`,
  },
  {
    name: 'a raw camera, video wanted',
    source: raw,
    wanted: ['video'],
    args: `${start} ${v4l2Input} ${encode} ${flv}`,
  },
  { name: 'a raw camera, JPEGs wanted', source: raw, wanted: ['jpeg'], args: `${start} ${v4l2Input} ${encodeJpeg}` },
  {
    name: 'a raw camera, both wanted',
    source: raw,
    wanted: both,
    args: `${start} ${v4l2Input} ${encode} ${flv} ${encodeJpeg}`,
  },
  {
    name: 'a raw camera, nothing wanted: FFmpeg needs an output',
    source: raw,
    wanted: [],
    args: `${start} ${v4l2Input} ${encodeJpeg}`,
  },
  {
    name: 'FFmpeg before 5.1: one -vsync for all',
    source: raw,
    wanted: both,
    ffmpeg: old,
    args: `${start} -vsync vfr ${v4l2Input} -map 0:V:0 -vf ${range} ${x264} ${flv} -map 0:V:0 -enc_time_base 1:1000000 -vf ${clock} ${jpegs}`,
  },
  {
    name: 'FFmpeg before 5.1, nothing encoded: no -vsync',
    source: rtsp,
    wanted: ['video'],
    ffmpeg: old,
    args: `${start} -i rtsp://10.0.0.7/a -map 0:V:0 -c:v copy -bsf:v extract_extradata -map 0:a:0 -c:a copy ${noWaiting} ${flv}`,
  },
  {
    name: 'an IP camera with AAC: both copied',
    source: rtsp,
    wanted: ['video'],
    args: `${start} -i rtsp://10.0.0.7/a -map 0:V:0 -c:v copy -bsf:v extract_extradata -map 0:a:0 -c:a copy ${noWaiting} ${flv}`,
  },
  {
    name: 'an IP camera with other sound: AAC made of it',
    source: { ...rtsp, audio: 'other' },
    wanted: ['video'],
    args: `${start} -i rtsp://10.0.0.7/a -map 0:V:0 -c:v copy -bsf:v extract_extradata -map 0:a:0 -af atrim=start=0.2 -c:a aac -b:a 96k -ar 48000 -ac 2 ${noWaiting} ${flv}`,
  },
  {
    name: 'sound that is not wanted',
    source: rtsp,
    wanted: both,
    options: { audio: false },
    args: `${start} -i rtsp://10.0.0.7/a -map 0:V:0 -c:v copy -bsf:v extract_extradata ${flv} ${encodeJpeg}`,
  },
  {
    name: 'HTTP MJPEG, whose size and rate are not known: made even, and a rate assumed',
    source: http,
    wanted: both,
    args: `${start} -f mpjpeg -i http://10.0.0.7/a -map 0:V:0 ${exact} 1:90000 -vf crop=trunc(iw/2)*2:trunc(ih/2)*2,${range} ${assumed} ${flv} -map 0:V:0 -c:v copy -f mpjpeg pipe:4`,
  },
  {
    name: 'HTTP MJPEG, of which at most 10 a second are asked for: planned with so many',
    source: { ...http, video: 'other', size, filters: ['select=1'] },
    wanted: ['video'],
    options: { rate: 10 },
    args: `${start} -f mpjpeg -i http://10.0.0.7/a ${encode.replace('-vf ', '-vf select=1,').replace(x264, assumed).replace('fps=30', 'fps=10')} ${flv}`,
  },
  {
    name: 'a source of odd size: made even for H.264, not for JPEG',
    source: { ...raw, size: { width: 641, height: 481 } },
    wanted: both,
    args: `${start} ${v4l2Input} -map 0:V:0 ${exact} 1:90000 -vf crop=trunc(iw/2)*2:trunc(ih/2)*2,${range} ${x264} ${flv} ${encodeJpeg}`,
  },
  {
    name: 'a source with filters of its own: before each encode',
    source: { ...raw, filters: ['scale=320:240', 'setsar=1'] },
    wanted: both,
    args: `${start} ${v4l2Input} -map 0:V:0 ${exact} 1:90000 -vf scale=320:240,setsar=1,${range} ${x264} ${flv} -map 0:V:0 ${exact} 1:1000000 -vf scale=320:240,setsar=1,${clock} ${jpegs}`,
  },
  {
    name: 'a bitrate',
    source: raw,
    wanted: ['video'],
    options: { bitrate: 500 },
    args: `${start} ${v4l2Input} ${encode.replace('-b:v 2000k -maxrate 2000k -bufsize 667k', '-b:v 500k -maxrate 500k -bufsize 167k')} ${flv}`,
  },
  ...(
    [
      [100, 2],
      [86, 6],
      [50, 17],
      [1, 31],
    ] as const
  ).map(([quality, scale]) => ({
    name: `JPEGs of quality ${quality}`,
    source: raw,
    wanted: ['jpeg'] as const,
    options: { quality },
    args: `${start} ${v4l2Input} ${encodeJpeg.replace('-q:v 6', `-q:v ${scale}`)}`,
  })),
  {
    name: 'an encoder of hardware: its device before the input',
    source: raw,
    wanted: ['video'],
    encoder: { name: 'h264_vaapi', device: '/dev/dri/renderD129' },
    args:
      `${start} -vaapi_device /dev/dri/renderD129 ${v4l2Input} -map 0:V:0 ${exact} 1:90000 -vf scale=out_range=tv,format=nv12,hwupload ` +
      '-c:v h264_vaapi -profile:v main -async_depth 1 -bsf:v extract_extradata -b:v 2000k -maxrate 2000k -bufsize 667k -g 60 -bf 0 ' +
      `-force_key_frames expr:gte(t,if(lt(n_forced,4),n_forced*0.25,n_forced-3)) ${flv}`,
  },
  {
    name: 'an encoder of hardware that has nothing to do',
    source: raw,
    wanted: ['jpeg'],
    encoder: { name: 'h264_vaapi', device: '/dev/dri/renderD129' },
    args: `${start} ${v4l2Input} ${encodeJpeg}`,
  },
]

test.each(rows)('$name', ({ source, wanted, passthrough = true, options, encoder, args, ...row }) => {
  const context = {
    wanted: new Set(wanted),
    passthrough,
    camera: camera(options),
    ffmpeg: row.ffmpeg ?? ffmpeg,
    ...(encoder && { encoder }),
  }
  expect(captureArgs(source, context).join(' ')).toBe(args)
})
