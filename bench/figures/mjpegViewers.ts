import { FRAMES_PER_SECOND, frames as makeFrames } from '../frames.ts'
import { median, rounded, sleep } from '../numbers.ts'
import { bare, ours, type Peer, ustreamer, ustreamerAvailable } from '../peers.ts'
import type { MjpegViewers } from '../processes/mjpegViewers.ts'
import { start } from '../remote.ts'
import { notHere, type Pace, type Row, verdict } from '../row.ts'

const VIEWERS = 200
const SLOWEST_FPS = FRAMES_PER_SECOND - 1
const OF_USTREAMER = 0.5
const OF_BARE = 1.5

interface Measured {
  readonly slowestFps: number
  /** Percent of a core for each 100 Mbit/s. */
  readonly cpuPercent: number
  readonly megabits: number
}

/** MJPEG at 1280x720 and 30 fps to 200 viewers: how fast the slowest one is served, and what it costs beside others. */
export async function mjpegViewers({ quick }: Pace): Promise<Row[]> {
  const frames = makeFrames()
  const missing = ustreamerAvailable()
  const peers = [
    { name: 'ours', open: () => ours(frames) },
    { name: 'bare', open: bare },
    ...(missing === true ? [{ name: 'ustreamer', open: () => ustreamer(frames) }] : []),
  ]
  const runs: { name: string; measured: Measured }[] = []
  for (const round of quick ? [1, 2] : [1, 2, 3]) {
    // The order turns around, so that a machine that grows busier favours nobody.
    for (const { name, open } of round % 2 === 1 ? peers : peers.toReversed())
      runs.push({ name, measured: await measure(await open(), quick ? 2 : 5) })
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

async function measure(peer: Peer, seconds: number): Promise<Measured> {
  const viewers = start<MjpegViewers>('mjpegViewers')
  const look = async () => ({
    cpuSeconds: await peer.cpuSeconds(),
    ...(await viewers.ask('counts')),
    at: performance.now(),
  })
  try {
    await viewers.ask('watch', { port: peer.port, path: peer.path, count: VIEWERS })
    await sleep(1_000)
    const before = await look()
    await sleep(seconds * 1000)
    const after = await look()
    const elapsed = (after.at - before.at) / 1000
    const fps = after.frames.map((count, viewer) => (count - (before.frames[viewer] ?? 0)) / elapsed)
    const megabits = ((after.bytes - before.bytes) * 8) / 1e6 / elapsed
    const cpuPercent = (((after.cpuSeconds - before.cpuSeconds) / elapsed) * 100) / (megabits / 100)
    return { slowestFps: Math.min(...fps), cpuPercent, megabits }
  } finally {
    await viewers.close()
    await peer.close()
  }
}
