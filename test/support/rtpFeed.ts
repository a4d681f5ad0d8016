import { spawn } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixtureFfmpeg } from './ffmpeg.ts'
import { beepingStream, flashingStream } from './sync/flashes.ts'
import { until } from './until.ts'

/** What a pretend RTSP camera shows and says. */
export interface RtspPicture {
  /** default h264 */
  readonly video?: 'h264' | 'hevc' | 'mjpeg'
  /** default none */
  readonly audio?: 'aac' | 'pcmu' | 'pcma' | 'opus' | 'mp2' | 'mp3' | 'aac-5.1' | 'none'
  /** White, with a beep, in the first tenth of each second; default another picture and a tone. */
  readonly flashes?: boolean
  /** Seconds from keyframe to keyframe; default 1. */
  readonly keyframeSeconds?: number
  /** Frames a second; default 25. */
  readonly rate?: number
  readonly width?: number
  readonly height?: number
  /** B-frames between the others, as some cameras send; default 0. */
  readonly bFrames?: number
}

/** RTP packets of an endless picture, made in real time by an FFmpeg of its own. */
export interface RtpFeed {
  /** The session description, its streams named streamid=0, streamid=1. */
  readonly sdp: string
  onPacket(listener: (stream: number, packet: Uint8Array, isControl: boolean) => void): void
  close(): Promise<void>
}

/** Starts FFmpeg sending RTP to ports of our own and reads the session description it writes. */
export async function rtpFeed(picture: RtspPicture): Promise<RtpFeed> {
  const audio = picture.audio ?? 'none'
  const streams = audio === 'none' ? ['video'] : ['video', 'audio']
  const sockets = await Promise.all(streams.map(async () => ({ rtp: await bound(), rtcp: await bound() })))
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-rtsp-'))
  const file = join(folder, 'sdp')
  // What both count from: else each stream's clock would begin with its first packet, and an encoder's delay be an offset.
  const clock = picture.flashes
    ? ['-start_time_realtime', String(Date.now() * 1000), '-avoid_negative_ts', 'disabled']
    : []
  const outputs = sockets.flatMap(({ rtp, rtcp }, index) => [
    ...(index === 0 ? videoArgs(picture) : audioArgs(audio)),
    ...[...clock, '-f', 'rtp', `rtp://127.0.0.1:${rtp.address().port}?rtcpport=${rtcp.address().port}&pkt_size=1400`],
  ])
  const args = ['-nostdin', '-v', 'error', ...inputs(picture), '-sdp_file', file, ...outputs]
  const child = spawn(fixtureFfmpeg(), args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const exited = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGKILL')
    await exited
    for (const { rtp, rtcp } of sockets) {
      rtp.close()
      rtcp.close()
    }
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await until('FFmpeg describes its RTP session', () => /^m=.*\r?\n[\s\S]*\n$/m.test(textOf(file)))
    await until('all streams are described', () => textOf(file).split(/^m=/m).length > streams.length)
  } catch (cause) {
    await stop()
    throw cause
  }
  return {
    sdp: forClients(textOf(file)),
    onPacket: listener => {
      for (const [stream, { rtp, rtcp }] of sockets.entries()) {
        // Less than an RTP header (RFC 3550 §5.1) is what an FFmpeg that plays by UDP sends to open its way, gone astray.
        rtp.on('message', packet => packet.length >= 12 && listener(stream, packet, false))
        rtcp.on('message', packet => listener(stream, packet, true))
      }
    },
    close: stop,
  }
}

function inputs({ rate = 25, width = 640, height = 360, audio = 'none', flashes }: RtspPicture): string[] {
  if (flashes) return [...flashingStream, ...beepingStream]
  const video = ['-re', '-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=${rate}`]
  return audio === 'none' ? video : [...video, '-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=8000']
}

function videoArgs({ video = 'h264', rate = 25, keyframeSeconds = 1, bFrames = 0 }: RtspPicture): string[] {
  // RFC 2435 knows only the standard Huffman tables and one quantiser for both chroma planes.
  if (video === 'mjpeg') {
    const plain = ['-huffman', 'default', '-force_duplicated_matrix', '1', '-pix_fmt', 'yuvj420p']
    return ['-map', '0:v', '-c:v', 'mjpeg', '-q:v', '6', ...plain]
  }
  const every = String(Math.round(keyframeSeconds * rate))
  if (video === 'hevc') {
    const x265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p']
    return ['-map', '0:v', ...x265, '-x265-params', `keyint=${every}:log-level=none`, '-flags', '+global_header']
  }
  const speed = ['-preset', 'ultrafast', ...(bFrames > 0 ? ['-bf', String(bFrames)] : ['-tune', 'zerolatency'])]
  const keyframes = ['-g', every, '-keyint_min', every, '-sc_threshold', '0', '-pix_fmt', 'yuv420p']
  // As cameras do: parameter sets in the session description and again before each keyframe.
  const headers = ['-flags', '+global_header', '-bsf:v', 'dump_extra=freq=keyframe']
  return ['-map', '0:v', '-c:v', 'libx264', ...speed, ...keyframes, '-b:v', '800k', ...headers]
}

const audioCodecs = {
  aac: ['aac', '-ar', '16000', '-flags', '+global_header', '-ac', '1'],
  'aac-5.1': ['aac', '-ar', '48000', '-flags', '+global_header', '-ac', '6'],
  pcmu: ['pcm_mulaw', '-ar', '8000', '-ac', '1'],
  pcma: ['pcm_alaw', '-ar', '8000', '-ac', '1'],
  opus: ['libopus', '-ar', '48000', '-ac', '2'],
  mp2: ['mp2', '-ar', '48000', '-ac', '2'],
  mp3: ['libmp3lame', '-ar', '44100', '-ac', '2'],
}

function audioArgs(audio: keyof typeof audioCodecs | 'none'): string[] {
  return audio === 'none' ? [] : ['-map', '1:a', '-c:a', ...audioCodecs[audio]]
}

// FFmpeg describes where IT sends; a client of ours is told where to ask: no ports, and a name for each stream.
function forClients(sdp: string): string {
  const [session = '', ...media] = sdp
    .trim()
    .replace(/\r?\n/g, '\r\n')
    .split(/^(?=m=)/m)
  const named = media.map((text, index) => {
    return `${text.trimEnd().replace(/^m=(\w+) \d+ /, 'm=$1 0 ')}\r\na=control:streamid=${index}\r\n`
  })
  return session.replace(/^SDP:\r\n/, '') + named.join('')
}

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return socket
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
