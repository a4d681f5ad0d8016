import { FRAMES_PER_SECOND, frames as makeFrames } from '../frames.ts'
import { median, rounded } from '../numbers.ts'
import { bare, ours } from '../peers.ts'
import { notHere, type Pace, type Row, verdict } from '../row.ts'
import { ustreamer, ustreamerAvailable } from '../ustreamer.ts'
import { type Measured, measure, VIEWERS } from '../viewers.ts'

const SLOWEST_FPS = FRAMES_PER_SECOND - 1
const OF_USTREAMER = 0.5
const OF_BARE = 1.5

/** MJPEG at 1280x720 and 30 fps to 200 viewers: how fast the slowest one is served, and what it costs beside others. */
export async function mjpegViewers({ quick }: Pace): Promise<Row[]> {
  const frames = makeFrames()
  const missing = ustreamerAvailable()
  const peers = [
    { name: 'ours', open: () => ours(frames) },
    { name: 'bare', open: bare },
    ...(missing === true ? [{ name: 'ustreamer', open: () => ustreamer({ ...frames, rate: FRAMES_PER_SECOND }) }] : []),
  ]
  const runs: { name: string; measured: Measured }[] = []
  for (const round of quick ? [1, 2] : [1, 2, 3]) {
    // The order turns around, so that a machine that grows busier favours nobody.
    for (const { name, open } of round % 2 === 1 ? peers : peers.toReversed())
      runs.push({ name, measured: await measure(await open(), 'mjpegViewers', quick ? 2 : 5) })
  }
  const of = (name: string) => runs.filter(run => run.name === name).map(run => run.measured)
  const cost = (name: string) => median(of(name).map(run => run.cpuPercent))
  const slowest = Math.min(...of('ours').map(run => run.slowestFps))
  const title = `MJPEG 1280x720@${FRAMES_PER_SECOND}, ${Math.round(frames.meanBytes / 1000)} KB a frame, ${VIEWERS} viewers`
  const gigabits = median(of('ours').map(run => run.megabits)) / 1000
  return [
    {
      figure: title,
      measured: `slowest viewer ${slowest.toFixed(1)} fps (${gigabits.toFixed(1)} Gbit/s)`,
      target: `all >= ${SLOWEST_FPS} fps`,
      verdict: verdict(slowest >= SLOWEST_FPS),
      values: { slowestFps: rounded(slowest), gigabitsPerSecond: rounded(gigabits) },
    },
    missing === true
      ? ratio('ustreamer', cost('ours'), cost('ustreamer'), OF_USTREAMER)
      : notHere(peerTitle('ustreamer'), `<= ${OF_USTREAMER}`, missing),
    ratio('a bare res.write loop', cost('ours'), cost('bare'), OF_BARE),
  ]
}

function peerTitle(peer: string): string {
  return `MJPEG, CPU per 100 Mbit/s beside ${peer}`
}

function ratio(peer: string, mine: number, theirs: number, most: number): Row {
  return {
    figure: peerTitle(peer),
    measured: `${mine.toFixed(2)} % of a core / ${theirs.toFixed(2)} % = ${(mine / theirs).toFixed(2)}`,
    target: `<= ${most}`,
    verdict: verdict(mine / theirs <= most),
    values: { oursPercent: rounded(mine, 3), theirsPercent: rounded(theirs, 3), ratio: rounded(mine / theirs) },
  }
}
