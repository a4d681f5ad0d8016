import { rounded, sleep } from '../numbers.ts'
import type { Gateway } from '../processes/gateway.ts'
import type { HlsViewers } from '../processes/hlsViewers.ts'
import type { MjpegViewers } from '../processes/mjpegViewers.ts'
import { type Remote, start } from '../remote.ts'
import { type Pace, type Row, verdict } from '../row.ts'

const MOST_PERCENT = 3

/** What our own process needs, without FFmpeg, for one 720p30 camera with one viewer. */
export async function gatewayCpu({ quick }: Pace): Promise<Row[]> {
  const seconds = quick ? 3 : 15
  const hls = start<HlsViewers>('hlsViewers')
  const mjpeg = start<MjpegViewers>('mjpegViewers')
  try {
    const watchHls = (port: number) => hls.ask('watch', { port, folder: '/cameras/front/hls', count: 1 })
    const watchMjpeg = (port: number) => mjpeg.ask('watch', { port, path: '/cameras/front/stream.mjpg', count: 1 })
    return [
      row('LL-HLS', await measure(watchHls, seconds, quick)),
      row('MJPEG', await measure(watchMjpeg, seconds, quick)),
    ]
  } finally {
    await Promise.all([hls.close(), mjpeg.close()])
  }
}

async function measure(watch: (port: number) => Promise<void>, seconds: number, quick: boolean): Promise<number> {
  const gateway: Remote<Gateway> = start<Gateway>('gateway')
  try {
    await watch(await gateway.ask('listenToTestPicture'))
    await sleep(quick ? 2_000 : 4_000) // the engine compiles what is used
    const before = { cpu: await gateway.ask('cpuSeconds'), at: performance.now() }
    await sleep(seconds * 1000)
    const cpu = (await gateway.ask('cpuSeconds')) - before.cpu
    return (cpu * 100) / ((performance.now() - before.at) / 1000)
  } finally {
    await gateway.close()
  }
}

function row(delivery: string, percent: number): Row {
  return {
    figure: `CPU of the gateway without FFmpeg, one 720p30 camera, one ${delivery} viewer`,
    measured: `${percent.toFixed(1)} % of a core`,
    target: `< ${MOST_PERCENT} %`,
    verdict: verdict(percent < MOST_PERCENT),
    values: { percent: rounded(percent) },
  }
}
