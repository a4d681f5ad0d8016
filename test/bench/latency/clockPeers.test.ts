import { spawnSync } from 'node:child_process'
import { beforeAll, expect, test } from 'vitest'
import { CLOCK_PEERS } from '../../../bench/latency/clockPeers.ts'
import { measure } from '../../../bench/latency/measure.ts'
import { descendants } from '../../support/processes.ts'
import { needs } from '../../support/require.ts'
import { until } from '../../support/until.ts'

const video = { width: 640, height: 360, rate: 30 }

needs(
  'browser',
  'v4l2',
  'ustreamer',
  'nginx',
)('other servers of the same clock', () => {
  beforeAll(() => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/bench.js', '--build'])
    if (status !== 0) throw new Error(String(stderr))
  }, 60_000)

  test.each(CLOCK_PEERS)(
    '$delivery.key is read off the glass, and leaves no process',
    { timeout: 120_000 },
    async peer => {
      const before = descendants(process.pid).length
      const server = await peer.open(video)
      try {
        const origin = `http://127.0.0.1:${server.port}`
        const delivery = { ...peer.delivery, origin }
        const measured = await measure(delivery, {
          server: { address: origin },
          video,
          network: undefined,
          seconds: 1,
          openings: 1,
        })
        expect(measured).toMatchObject({ medianMs: expect.any(Number), unreadShare: expect.any(Number) })
      } finally {
        await server.close()
      }
      await until('all are gone', () => descendants(process.pid).length <= before)
    },
  )
})
