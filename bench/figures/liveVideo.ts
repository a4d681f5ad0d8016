import { FRAMES_PER_SECOND } from '../frames.ts'
import { rounded } from '../numbers.ts'
import { use } from '../peers.ts'
import type { Gateway } from '../processes/gateway.ts'
import { start } from '../remote.ts'
import { type Pace, type Row, verdict } from '../row.ts'
import { measure, VIEWERS } from '../viewers.ts'

const SLOWEST_FPS = FRAMES_PER_SECOND - 1

/** H.264 over the live WebSocket to 200 viewers, 1280x720 as FFmpeg encodes it meanwhile. */
export async function liveVideo({ quick }: Pace): Promise<Row[]> {
  const gateway = start<Gateway>('gateway')
  const port = await gateway.ask('listenToTestPicture')
  const { slowestFps, cpuPercent, megabits } = await measure(
    {
      ...{ port, path: '/cameras/front/live?video=h264' },
      ...use(gateway),
      close: () => gateway.close(),
    },
    'liveViewers',
    quick ? 3 : 10,
  )
  const core = (cpuPercent * megabits) / 100
  return [
    {
      figure: `Live WebSocket, H.264 1280x720, ${VIEWERS} viewers`,
      measured: `slowest viewer ${slowestFps.toFixed(1)} fps, ${(core / VIEWERS).toFixed(2)} % of a core each`,
      target: `all >= ${SLOWEST_FPS} fps`,
      verdict: verdict(slowestFps >= SLOWEST_FPS),
      values: { slowestFps: rounded(slowestFps), corePercent: rounded(core), megabits: rounded(megabits) },
    },
  ]
}
