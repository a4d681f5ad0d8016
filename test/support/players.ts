import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pythonWithOpencv } from './opencv.ts'
import type { Need } from './require.ts'
import { until } from './until.ts'

/** The outputs of a camera that programs play. */
export type Played = 'mjpeg' | 'hls' | 'mp4'

/** A program that plays an address, told in a way that lets its pictures be counted. */
export interface Player {
  readonly name: string
  readonly need: Need
  command(address: string, output: Played, folder: string): readonly string[]
  /** What stands for a picture in what it writes; without it, it writes every third one into the folder. */
  readonly picture?: RegExp
}

/** What GStreamer needs between the address and a decoder. */
const DEMUXERS: Readonly<Record<Played, string>> = {
  mjpeg: 'multipartdemux ! jpegdec',
  hls: 'hlsdemux ! qtdemux ! avdec_h264',
  mp4: 'qtdemux ! avdec_h264',
}

/** The programs that README names; with the sound left out, as it tells no pictures. */
export const PLAYERS: readonly Player[] = [
  {
    name: 'OpenCV',
    need: 'opencv',
    command: address => [pythonWithOpencv() ?? '', 'test/e2e/frames.py', address],
    picture: /^[0-9a-f]{32} 640x360$/gm,
  },
  {
    name: 'FFmpeg',
    need: 'ffmpeg',
    command: address => ['ffmpeg', '-v', 'error', '-i', address, '-an', '-f', 'framemd5', '-flush_packets', '1', '-'],
    picture: /\b[0-9a-f]{32}$/gm,
  },
  {
    name: 'ffplay',
    need: 'ffplay',
    command: address => ['ffplay', '-hide_banner', '-an', '-vf', 'showinfo', address],
    picture: /\bs:640x360 .* checksum:[0-9A-F]{8}\b/g,
  },
  {
    name: 'VLC',
    need: 'vlc',
    command: (address, _, folder) => [
      // VLC does not run as root, as CI does.
      ...(process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []),
      ...['vlc', '-I', 'dummy', '--no-audio', '--vout', 'dummy', '--video-filter', 'scene', '--scene-path', folder],
      ...['--scene-prefix', 'picture', '--scene-format', 'png', '--scene-ratio', '3', address],
    ],
  },
  {
    name: 'GStreamer',
    need: 'gstreamer',
    command: (address, output) => [
      ...['gst-launch-1.0', '-q', 'souphttpsrc', `location=${address}`, '!'],
      ...`${DEMUXERS[output]} ! checksumsink`.split(' '),
    ],
    picture: /\b[0-9a-f]{40}$/gm,
  },
]

/**
 * Lets a player play an address until it has shown so many different pictures, and resolves with the seconds that took. Of
 * HLS some seconds are there at once: `times` is to be more than those. Throws with what the player said when it has not
 * within `withinMs`, or when it has ended before.
 */
export async function picturesSeen(
  { name, command, picture }: Player,
  address: string,
  output: Played,
  times: number,
  withinMs = 30_000,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-player-'))
  chmodSync(folder, 0o777)
  const [program = '', ...args] = command(address, output, folder)
  const env = { ...process.env, HOME: folder, SDL_VIDEODRIVER: 'dummy', SDL_AUDIODRIVER: 'dummy' }
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      said += text
    })
  }
  const ended = new Promise<unknown>(resolve => child.once('close', resolve))
  const start = performance.now()
  const pictures = () => new Set(picture ? said.match(picture) : hashesOf(folder))
  const wanted = picture ? times : times / 3
  try {
    await until(
      `${name} has shown ${wanted} different pictures of ${output}`,
      () => {
        if (pictures().size >= wanted) return true
        if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`)
        return false
      },
      withinMs,
    )
    return (performance.now() - start) / 1000
  } catch (cause) {
    throw new Error(`saw ${pictures().size} pictures; ${name} said:\n${said.slice(-2000)}`, { cause })
  } finally {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true })
  }
}

/** Of all pictures in a folder but the newest, which may not be whole yet. */
function hashesOf(folder: string): string[] {
  const names = readdirSync(folder).filter(name => /^picture\d+\.png$/.test(name))
  return names
    .sort()
    .slice(0, -1)
    .map(name =>
      createHash('md5')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    )
}
