import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fixtureFfmpeg } from '../ffmpeg.ts'

/** When the picture became white and the sound a beep, in seconds of the stream. */
export interface Edges {
  readonly flashes: readonly number[]
  readonly beeps: readonly number[]
}

/** Decodes fragmented MP4 (an init and its segments) and finds where flashes and beeps begin, the sound to 5 ms. */
export async function edgesOf(mp4: Uint8Array): Promise<Edges> {
  const light = 'scale=32:18,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-'
  const loud =
    'aresample=48000,asetnsamples=240,astats=metadata=1:reset=1,ametadata=print:key=lavfi.astats.Overall.RMS_level:file=-'
  const [flashes, beeps] = await Promise.all([
    rises(mp4, ['-map', '0:v', '-vf', light], 128),
    rises(mp4, ['-map', '0:a', '-af', loud], -30),
  ])
  return { flashes, beeps }
}

/** Where what FFmpeg prints rises over `level` from below, for a value that is printed with each frame's time. */
async function rises(mp4: Uint8Array, filter: readonly string[], level: number): Promise<number[]> {
  const args = ['-nostdin', '-v', 'error', '-copyts', '-i', 'pipe:0', ...filter, '-f', 'null', '-']
  const child = spawn(fixtureFfmpeg(), args.with(args.indexOf('-nostdin'), '-hide_banner'), {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(mp4)
  const printed = await text(child.stdout)
  const found: number[] = []
  let time = Number.NaN
  let before = Number.POSITIVE_INFINITY
  for (const line of printed.split('\n')) {
    const stamp = /pts_time:([\d.]+)/.exec(line)?.[1]
    if (stamp !== undefined) time = Number(stamp)
    const value = /=(-?[\d.]+|-inf)$/.exec(line)?.[1]
    if (value === undefined) continue
    const now = value === '-inf' ? -1000 : Number(value)
    if (before < level && now >= level) found.push(time)
    before = now
  }
  return found
}
