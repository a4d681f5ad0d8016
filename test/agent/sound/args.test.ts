import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Ffmpeg } from '../../../src/agent/ffmpeg/ffmpeg.ts'
import { soundArgs } from '../../../src/agent/sound/args.ts'
import { openSound } from '../../../src/agent/sound/open.ts'
import type { CameraConfig } from '../../../src/config.ts'
import { camera } from '../given.ts'

const has = {
  ...{ fpsMode: true, rtspTimeout: true, scriptOptions: true, resolvesNames: true, libx264: true, drawtext: true },
}
const ffmpeg: Ffmpeg = { path: '/usr/bin/ffmpeg', version: '5.1.9', foundBy: 'PATH', has }
const file = join(tmpdir(), 'tunnelcam-sound-args.wav')
writeFileSync(file, '')

const start = '-nostdin -hide_banner -loglevel error'
const inStep = 'aresample=48000:async=96:min_comp=0.005'
const aac = '-c:a aac -b:a 96k -ar 48000 -ac 2 -f flv -flvflags no_duration_filesize pipe:3'
const own = `-map 0:a:0 -af ${inStep} ${aac}`
const ofDay = `-map 0:a:0 -af asetpts=PTS-1800000000/TB,${inStep} ${aac}`
const look = '-analyzeduration 500000'

interface Row {
  readonly audio: string
  readonly options?: Partial<CameraConfig>
  readonly ffmpeg?: Ffmpeg
  readonly args: string
  readonly script?: string
}

const rows: Row[] = [
  {
    audio: 'alsa:default',
    args: `${start} -copyts -probesize 32 -analyzeduration 0 -f alsa -i default ${ofDay}`,
  },
  {
    audio: 'alsa:hw:1,0',
    args: `${start} -copyts -probesize 32 -analyzeduration 0 -f alsa -i plughw:1,0 ${ofDay}`,
  },
  {
    audio: 'pulse:default',
    args: `${start} -copyts -probesize 32 -analyzeduration 0 -f pulse -fragment_size 3840 -i default ${ofDay}`,
  },
  {
    audio: 'avfoundation:Built-in Microphone',
    args: `${start} -f avfoundation -i :Built-in Microphone ${own}`,
  },
  {
    audio: 'dshow:Microphone (USB Audio)',
    args: `${start} -f dshow -audio_buffer_size 50 -i audio=Microphone (USB Audio) ${own}`,
  },
  { audio: 'test:', args: `${start} -re -f lavfi -i sine=frequency=220:beep_factor=4:sample_rate=48000 ${own}` },
  { audio: file, args: `${start} -re -stream_loop -1 -i ${file} ${own}` },
  {
    audio: 'rtsp://10.0.0.8/a',
    args: `${start} ${look} -rtsp_transport tcp -timeout 10000000 -allowed_media_types audio -i rtsp://10.0.0.8/a ${own}`,
  },
  {
    audio: 'rtsp://10.0.0.8/a',
    options: { transport: 'udp' },
    ffmpeg: { ...ffmpeg, has: { ...has, rtspTimeout: false } },
    args: `${start} ${look} -rtsp_transport udp -stimeout 10000000 -allowed_media_types audio -i rtsp://10.0.0.8/a ${own}`,
  },
  {
    audio: 'https://radio.example.com/live.mp3',
    args: `${start} ${look} -rw_timeout 10000000 -tls_verify 1 -i https://radio.example.com/live.mp3 ${own}`,
  },
  {
    audio: 'http://10.0.0.8/live.m3u8',
    args: `${start} ${look} -re -rw_timeout 10000000 -i http://10.0.0.8/live.m3u8 ${own}`,
  },
  {
    audio: 'rtmp://10.0.0.8/live/a',
    args: `${start} ${look} -rw_timeout 10000000 -rtmp_live live -i rtmp://10.0.0.8/live/a ${own}`,
  },
  { audio: 'srt://10.0.0.8:9000', args: `${start} ${look} -i srt://10.0.0.8:9000 ${own}` },
  {
    audio: 'http://me:secret@10.0.0.8/audio.wav',
    args:
      `${start} ${look} -protocol_whitelist pipe,http,https,httpproxy,rtmp,rtmps,srt,tcp,tls,udp,rtp,srtp,crypto ` +
      `-f concat -safe 0 -i pipe:5 ${own}`,
    script: [
      'ffconcat version 1.0',
      "file 'http://me:secret@10.0.0.8/audio.wav'",
      "option analyzeduration '500000'",
      "option rw_timeout '10000000'",
      '',
    ].join('\n'),
  },
]

test.each(rows)('$audio', async ({ audio, options, args, script, ...row }) => {
  const input = await openSound(audio, camera(options), row.ffmpeg ?? ffmpeg, new AbortController().signal)
  expect(soundArgs(input, 1_800_000_000).join(' ')).toBe(args)
  expect(input.script).toBe(script)
  expect(input.label).not.toContain('secret')
})
