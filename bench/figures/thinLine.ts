import { agesOf, type LiveClient, watchAsPlayer, watchWithoutCredits } from '../../test/support/liveClient.ts'
import { startProgram } from '../../test/support/program.ts'
import { until } from '../../test/support/until.ts'
import { endWithUs } from '../endWithUs.ts'
import { startLine } from '../latency/line.ts'
import { median, quantile, rounded, sleep } from '../numbers.ts'
import { type Pace, type Row, verdict } from '../row.ts'

/** Each way, in ms. */
const ONE_WAY_MS = 40
const TARGET_MS = 500
const SLOW_MS = 1000

/**
 * Viewers of the live WebSocket on lines that carry two thirds and a third of the stream: with the small picture, without
 * one, and without credits, side by side.
 */
export async function thinLine({ quick }: Pace): Promise<Row[]> {
  const seconds = quick ? 12 : 30
  const [small, full] = [await measure([], seconds), await measure(['--no-sub'], seconds)]
  return [
    row('2/3 of the stream: our player', small.most, median, TARGET_MS),
    row('2/3, of a camera without a small picture', full.most, median, undefined),
    row('2/3, a viewer without credits, at the end', small.without, ages => quantile(ages, 1), undefined),
    row('1/3 of the stream: our player', small.third, ages => quantile(ages, 0.95), SLOW_MS),
    row('Beside them, on no line', small.fast, median, TARGET_MS),
  ]
}

/** The ages that each saw in the last two thirds of the time, in ms. */
interface Seen {
  readonly most: number[]
  readonly third: number[]
  readonly without: number[]
  readonly fast: number[]
}

async function measure(more: readonly string[], seconds: number): Promise<Seen> {
  const program = await startProgram(['test:', '--id', 'front', ...more])
  const over = endWithUs(program.pid)
  const fast = watchAsPlayer(program.address, 'front')
  await until('the stream comes', () => fast.pictures.length > 30, 20_000)
  const since = Date.now()
  await sleep(4000)
  const came = fast.pictures.filter(({ cameAt }) => cameAt > since)
  const rate = (8000 * came.reduce((sum, { bytes }) => sum + bytes, 0)) / (Date.now() - since)
  const port = Number(new URL(program.address).port)
  const slow = (share: number) =>
    startLine({ port }, { oneWayMs: ONE_WAY_MS, jitterMs: 5, bitsPerSecond: share * rate })
  const lines = await Promise.all([slow(2 / 3), slow(1 / 3), slow(2 / 3)])
  const [most = '', third = '', unpaid = ''] = lines.map(line => `http://127.0.0.1:${line.port}`)
  const clients = {
    ...{ most: watchAsPlayer(most, 'front'), third: watchAsPlayer(third, 'front'), fast },
    without: watchWithoutCredits(unpaid, 'front'),
  }
  await sleep((1000 * seconds) / 3)
  const from = Date.now()
  await sleep((2000 * seconds) / 3)
  const ages = ({ pictures }: LiveClient) => agesOf(pictures, from, Date.now())
  const seen = {
    ...{ most: ages(clients.most), third: ages(clients.third) },
    ...{ without: ages(clients.without), fast: ages(fast) },
  }
  for (const client of Object.values(clients)) client.close()
  for (const line of lines) await line.close()
  await program.end()
  over()
  return seen
}

function row(
  who: string,
  ages: readonly number[],
  judged: (ages: readonly number[]) => number,
  mostMs: number | undefined,
): Row {
  const [half, late, worst] = [median(ages), quantile(ages, 0.95), quantile(ages, 1)]
  return {
    figure: `Thin line, ${who}`,
    measured: `median ${Math.round(half)} ms, p95 ${Math.round(late)} ms, oldest ${Math.round(worst)} ms`,
    target: mostMs === undefined ? 'none, side by side' : `< ${mostMs} ms`,
    verdict: mostMs === undefined ? 'for information' : verdict(judged(ages) < mostMs),
    values: { medianMs: rounded(half), p95Ms: rounded(late), oldestMs: rounded(worst) },
  }
}
