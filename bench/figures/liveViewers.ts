import { FRAMES_PER_SECOND, frames as makeFrames } from '../frames.ts'
import { median, rounded } from '../numbers.ts'
import { ours } from '../peers.ts'
import { type Pace, type Row, verdict } from '../row.ts'
import { type Measured, measure, VIEWERS } from '../viewers.ts'

const SLOWEST_FPS = FRAMES_PER_SECOND - 1
const OUTPUTS = [
  { path: 'live', kind: 'liveViewers' },
  { path: 'stream.mjpg', kind: 'mjpegViewers' },
] as const

/** The live WebSocket to 200 viewers, who give a credit for each picture: what it costs beside MJPEG of the same pictures. */
export async function liveViewers({ quick }: Pace): Promise<Row[]> {
  const frames = makeFrames()
  const runs: { path: string; measured: Measured }[] = []
  for (const round of quick ? [1, 2] : [1, 2, 3]) {
    // The order turns around, so that a machine that grows busier favours nobody.
    for (const { path, kind } of round % 2 === 1 ? OUTPUTS : OUTPUTS.toReversed())
      runs.push({ path, measured: await measure(await ours(frames, path), kind, quick ? 2 : 5) })
  }
  const of = (path: string) => runs.filter(run => run.path === path).map(run => run.measured)
  const cost = (path: string) => median(of(path).map(run => run.cpuPercent))
  const slowest = Math.min(...of('live').map(run => run.slowestFps))
  const [live, mjpeg] = [cost('live'), cost('stream.mjpg')]
  return [
    {
      figure: `Live WebSocket, the same pictures, ${VIEWERS} viewers`,
      measured: `slowest viewer ${slowest.toFixed(1)} fps`,
      target: `all >= ${SLOWEST_FPS} fps`,
      verdict: verdict(slowest >= SLOWEST_FPS),
      values: { slowestFps: rounded(slowest) },
    },
    {
      figure: 'Live WebSocket, CPU per 100 Mbit/s beside MJPEG',
      measured: `${live.toFixed(2)} % of a core / ${mjpeg.toFixed(2)} % = ${(live / mjpeg).toFixed(2)}`,
      target: '',
      verdict: 'for information',
      values: { livePercent: rounded(live, 3), mjpegPercent: rounded(mjpeg, 3), ratio: rounded(live / mjpeg) },
    },
  ]
}
