import { median, quantile, rounded, sleep } from '../numbers.ts'
import type { Gateway } from '../processes/gateway.ts'
import type { HlsViewers } from '../processes/hlsViewers.ts'
import { start } from '../remote.ts'
import { type Pace, type Row, verdict } from '../row.ts'

const MEDIAN_MS = 3
const P95_MS = 10

/** LL-HLS over real HTTP: from a part appended to the hub until the playlist that was blocked on it is at the viewer. */
export async function blockedPlaylist({ quick }: Pace): Promise<Row[]> {
  const gateway = start<Gateway>('gateway')
  const viewers = start<HlsViewers>('hlsViewers')
  const rows: Row[] = []
  try {
    const port = await gateway.ask('listenToTestPicture')
    for (const { count, seconds } of [
      { count: 1, seconds: quick ? 5 : 20 },
      { count: 50, seconds: quick ? 3 : 12 },
    ]) {
      await viewers.ask('watch', { port, folder: '/cameras/front/hls', count })
      await sleep(quick ? 1_000 : 2_000) // what the player's and server's first requests cost is not what every part costs
      await viewers.ask('reloads')
      await sleep(seconds * 1000)
      const reloads = await viewers.ask('reloads')
      const appended = await gateway.ask('appended')
      await viewers.ask('leave')
      const waits = reloads.flatMap(({ part, askedAt, answeredAt }) => {
        const at = appended.get(part)
        return at !== undefined && askedAt < at ? [answeredAt - at] : []
      })
      rows.push(row(count, waits))
    }
    return rows
  } finally {
    await Promise.all([gateway.close(), viewers.close()])
  }
}

function row(count: number, waits: readonly number[]): Row {
  const [half, most] = [median(waits), quantile(waits, 0.95)]
  return {
    figure: `LL-HLS: part to blocked playlist, ${count} viewer${count > 1 ? 's' : ''}`,
    measured: `median ${half.toFixed(1)} ms, p95 ${most.toFixed(1)} ms (${waits.length} reloads)`,
    target: `median <= ${MEDIAN_MS} ms, p95 <= ${P95_MS} ms`,
    verdict: verdict(half <= MEDIAN_MS && most <= P95_MS),
    values: { medianMs: rounded(half), p95Ms: rounded(most), reloads: waits.length },
  }
}
