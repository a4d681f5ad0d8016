import type { Ffmpeg } from '../../src/agent/ffmpeg/ffmpeg.ts'
import { findFfmpeg } from '../../src/agent/ffmpeg/find.ts'
import { startChild } from '../../src/agent/process/child.ts'
import { ByteQueue, uint } from '../../src/media/bytes.ts'
import { FlvPacketReader } from '../../src/media/flv/packetReader.ts'
import { fragment } from '../../src/media/mp4/fragment.ts'
import { evenly } from '../frames.ts'
import { median, rounded, sleep } from '../numbers.ts'
import type { Pace, Row } from '../row.ts'

const [WIDTH, HEIGHT] = [640, 360]
const WARM_UP_FRAMES = 10

/** Counts the whole fragments in what came so far. */
type Cutter = (chunk: Uint8Array) => number

interface Pipe {
  readonly output: readonly string[]
  cutter(): Cutter
}

const ours: Pipe = { output: ['-f', 'flv', '-flvflags', 'no_duration_filesize'], cutter: cutFlv }
const theirs: Pipe = {
  output: ['-f', 'mp4', '-movflags', 'frag_every_frame+empty_moov+default_base_moof'],
  cutter: cutMp4,
}

/** What it is worth to cut fMP4 ourselves from FFmpeg's FLV: from a painted frame until its fragment is in our hands. */
export async function flvPipe({ quick }: Pace): Promise<Row[]> {
  const ffmpeg = await findFfmpeg({ env: process.env })
  const rows: Row[] = []
  for (const perSecond of [30, 10]) {
    const frames = WARM_UP_FRAMES + perSecond * (quick ? 2 : 5)
    const [flv, mp4] = await Promise.all([
      delays(ffmpeg, ours, perSecond, frames),
      delays(ffmpeg, theirs, perSecond, frames),
    ])
    const [soon, late] = [median(flv), median(mp4)]
    rows.push({
      figure: `Frame painted to fragment in Node at ${perSecond} fps: our cut of FLV, FFmpeg's own fMP4`,
      measured: `median ${soon.toFixed(1)} ms, ${late.toFixed(1)} ms: ${(late / soon).toFixed(0)} times sooner`,
      target: 'the reason for the FLV pipe',
      verdict: 'for information',
      values: { flvMs: rounded(soon), mp4Ms: rounded(late), ratio: rounded(late / soon) },
    })
  }
  return rows
}

/** Milliseconds from each painted frame to its fragment. */
async function delays(ffmpeg: Ffmpeg, { output, cutter }: Pipe, perSecond: number, count: number): Promise<number[]> {
  const vsync = ffmpeg.has.fpsMode ? ['-fps_mode', 'passthrough'] : ['-vsync', 'passthrough']
  const child = startChild(
    ffmpeg.path,
    [
      ...['-nostdin', '-loglevel', 'error', '-probesize', '32', '-analyzeduration', '0'],
      ...['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${WIDTH}x${HEIGHT}`, '-framerate', String(perSecond)],
      ...['-i', 'pipe:4', ...vsync, '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency'],
      ...[...output, 'pipe:3'],
    ],
    { outputs: 1, inputs: 1 },
  )
  const [pipe] = child.inputs
  const painted: number[] = []
  const delays: number[] = []
  const cut = cutter()
  let whole = 0
  child.outputs[0]?.on('data', (chunk: Uint8Array) => {
    const now = performance.now()
    for (const seen = cut(chunk); whole < seen; whole++) delays.push(now - (painted[whole] ?? Number.NaN))
  })
  const stop = evenly(perSecond, index => {
    if (index >= count) return
    painted.push(performance.now())
    pipe?.write(paint(index))
  })
  await sleep(((count + 2) * 1000) / perSecond)
  stop()
  await child.stop()
  return delays.slice(WARM_UP_FRAMES)
}

/** A grey picture with a bar that moves. */
function paint(index: number): Uint8Array {
  const picture = new Uint8Array((WIDTH * HEIGHT * 3) / 2).fill(128)
  for (let row = 0; row < HEIGHT; row++)
    picture.fill(235, row * WIDTH + ((index * 8) % 600), row * WIDTH + ((index * 8) % 600) + 32)
  return picture
}

function cutFlv(): Cutter {
  const reader = new FlvPacketReader()
  let frames = 0
  return chunk => {
    for (const packet of reader.push(chunk)) {
      if (packet.kind !== 'video') continue
      const sample = { ...packet, duration: 3000, compositionOffset: packet.cts }
      fragment(++frames, [{ id: 1, baseMediaDecodeTime: packet.dts * 90, samples: [sample] }])
    }
    return frames
  }
}

function cutMp4(): Cutter {
  const queue = new ByteQueue()
  let head: { size: number; isMdat: boolean } | undefined
  let fragments = 0
  return chunk => {
    queue.push(chunk)
    for (;;) {
      if (!head) {
        if (queue.length < 8) return fragments
        const bytes = queue.take(8)
        head = { size: uint(bytes, 0, 4) - 8, isMdat: uint(bytes, 4, 4) === 0x6d646174 }
      }
      if (queue.length < head.size) return fragments
      queue.takeParts(head.size)
      if (head.isMdat) fragments++
      head = undefined
    }
  }
}
