import { FRAMES_PER_SECOND, feedMpjpeg, frames as makeFrames } from '../frames.ts'
import { rounded, sleep } from '../numbers.ts'
import type { Gateway } from '../processes/gateway.ts'
import type { MjpegViewers } from '../processes/mjpegViewers.ts'
import { start } from '../remote.ts'
import { type Pace, type Row, verdict } from '../row.ts'

const STALLED = 50
const GOOD = 10
const MOST_GROWTH = 20e6
const SLOWEST_FPS = FRAMES_PER_SECOND - 1

/** Viewers that ask and never read: what they cost in memory, and whether those beside them notice. */
export async function stalledViewers({ quick }: Pace): Promise<Row[]> {
  const seconds = quick ? 20 : 60
  const gateway = start<Gateway>('gateway', ['--expose-gc'])
  const viewers = start<MjpegViewers>('mjpegViewers')
  const stop = feedMpjpeg(gateway.feed, makeFrames())
  const path = '/cameras/front/stream.mjpg'
  try {
    const port = await gateway.ask('listenToFeed')
    await viewers.ask('watch', { port, path, count: GOOD })
    await sleep(quick ? 3_000 : 5_000)
    const memory = await gateway.ask('memory')
    const good = await viewers.ask('counts')
    const began = performance.now()
    await viewers.ask('stall', { port, path, count: STALLED })
    const growth = { rss: 0, arrayBuffers: 0 }
    while (performance.now() - began < seconds * 1000) {
      await sleep(2_000)
      const now = await gateway.ask('memory')
      growth.rss = Math.max(growth.rss, now.rss - memory.rss)
      growth.arrayBuffers = Math.max(growth.arrayBuffers, now.arrayBuffers - memory.arrayBuffers)
    }
    const after = await viewers.ask('counts')
    const elapsed = (performance.now() - began) / 1000
    const fps = Math.min(...after.frames.map((count, viewer) => (count - (good.frames[viewer] ?? 0)) / elapsed))
    return [row(seconds, growth, fps)]
  } finally {
    stop()
    await Promise.all([viewers.close(), gateway.close()])
  }
}

function row(seconds: number, growth: { rss: number; arrayBuffers: number }, fps: number): Row {
  const megabytes = (bytes: number) => rounded(bytes / 1e6, 1)
  const most = Math.max(growth.rss, growth.arrayBuffers)
  return {
    figure: `MJPEG, ${STALLED} viewers that never read, ${seconds} s, beside ${GOOD} good ones`,
    measured:
      `memory at most +${megabytes(growth.rss)} MB (buffers +${megabytes(growth.arrayBuffers)} MB), ` +
      `slowest good viewer ${fps.toFixed(1)} fps`,
    target: `< ${MOST_GROWTH / 1e6} MB, >= ${SLOWEST_FPS} fps`,
    verdict: verdict(most < MOST_GROWTH && fps >= SLOWEST_FPS),
    values: { rssMegabytes: megabytes(growth.rss), bufferMegabytes: megabytes(growth.arrayBuffers), fps: rounded(fps) },
  }
}
