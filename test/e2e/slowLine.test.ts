import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Line, startLine } from '../../bench/latency/line.ts'
import { median, quantile } from '../../bench/numbers.ts'
import { agesOf, type LiveClient, watchAsPlayer, watchWithoutCredits } from '../support/liveClient.ts'
import { type Program, startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { until } from '../support/until.ts'

/** How long the stream is measured, and then those who watch it, in ms. */
const [STREAM_MS, WATCH_MS] = [3000, 5000]

/** Bits a second. */
const LEAST_RATE = 1_200_000

needs('ffmpeg')('viewers of the live WebSocket on lines that carry less than the stream', () => {
  let program: Program
  const lines: Line[] = []
  const clients: LiveClient[] = []
  beforeAll(async () => {
    program = await startProgram(['test:', '--id', 'front'])
  })
  afterAll(async () => {
    for (const client of clients) client.close()
    for (const line of lines) await line.close()
    await program.close()
  })
  const watching = (client: LiveClient) => {
    clients.push(client)
    return client
  }
  /** The address of the program over a line of its own that carries so many bits a second. */
  const over = async (bitsPerSecond: number) => {
    const { port } = new URL(program.address)
    const line = await startLine({ port: Number(port) }, { oneWayMs: 40, jitterMs: 5, bitsPerSecond })
    lines.push(line)
    return `http://127.0.0.1:${line.port}`
  }

  test('see it under a second old, beside one who is not held up, while without credits it grows old', {
    timeout: 90_000,
  }, async () => {
    const fast = watching(watchAsPlayer(program.address, 'front'))
    await until('the stream comes', () => fast.pictures.length > 30, 20_000)
    const since = Date.now()
    await until('it is measured', () => Date.now() - since > STREAM_MS)
    const bytes = fast.pictures.filter(({ cameAt }) => cameAt > since).reduce((sum, picture) => sum + picture.bytes, 0)
    // A machine that is too busy to make the whole stream must not have a line that is too slow for the small picture.
    const rate = Math.max(LEAST_RATE, (8000 * bytes) / (Date.now() - since))
    const before = median(agesOf(fast.pictures, since, Date.now()))

    const twoThirds = (2 / 3) * rate
    const [third, most, unpaid] = await Promise.all([over(rate / 3), over(twoThirds), over(twoThirds)])
    const slow = watching(watchAsPlayer(third, 'front'))
    const slower = watching(watchAsPlayer(most, 'front'))
    const without = watching(watchWithoutCredits(unpaid, 'front'))
    const small = ({ pictures }: LiveClient) => pictures.filter(({ quality }) => quality === 'saver').length
    await until('both have the small picture', () => [slow, slower].every(one => small(one) > 30), 30_000)
    const from = Date.now()
    await until('they have watched', () => Date.now() - from > WATCH_MS)
    const ages = (client: LiveClient) => agesOf(client.pictures, from, Date.now())

    expect(quantile(ages(slow), 0.9)).toBeLessThan(1000)
    expect(median(ages(slower))).toBeLessThan(median(ages(without)) / 3)
    expect(median(ages(fast))).toBeLessThan(3 * before + 100)
  })
})
