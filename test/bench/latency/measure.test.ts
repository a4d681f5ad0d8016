import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DELIVERIES } from '../../../bench/latency/deliveries.ts'
import { measure } from '../../../bench/latency/measure.ts'
import { type ClockServer, startClockServer } from '../../../bench/latency/server.ts'
import { needs } from '../../support/require.ts'

const video = { width: 640, height: 360, rate: 30 }

needs('browser')('the latency meter', () => {
  let server: ClockServer
  beforeAll(async () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/bench.js', '--build'])
    if (status !== 0) throw new Error(String(stderr))
    server = await startClockServer(video)
  }, 60_000)
  afterAll(() => server?.close())

  test.each(['mjpeg', 'hls'])('reads the clock off the glass: %s', { timeout: 120_000 }, async name => {
    const delivery = DELIVERIES[name]
    const measured =
      delivery && (await measure(delivery, { server, video, network: undefined, seconds: 1, openings: 1 }))
    expect(measured).toMatchObject({ medianMs: expect.any(Number), unreadShare: expect.any(Number) })
    if (!measured || 'failed' in measured) return
    expect(measured.medianMs).toBeGreaterThan(0)
    expect(measured.framesPerSecond).toBeGreaterThan(0)
    expect(measured.startMs).toBeLessThan(20_000)
    expect(measured.unreadShare).toBeLessThan(0.5)
  })

  test('a line of 150 ms makes every picture at least so old', { timeout: 120_000 }, async () => {
    const { mjpeg } = DELIVERIES
    const network = { oneWayMs: 150, jitterMs: 0 }
    const measured = mjpeg && (await measure(mjpeg, { server, video, network, seconds: 1, openings: 1 }))
    expect(measured).not.toHaveProperty('failed')
    if (!measured || 'failed' in measured) return
    expect(measured.medianMs).toBeGreaterThan(150)
    expect(measured.pageMs).toBeGreaterThan(5 * 150) // TCP, TLS and the page itself
  })
})
