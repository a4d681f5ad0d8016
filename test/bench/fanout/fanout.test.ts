import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { FanoutRun } from '../../../bench/fanout/run.ts'
import { descendants } from '../../support/processes.ts'
import { needs } from '../../support/require.ts'
import { until } from '../../support/until.ts'

needs(
  'proc',
  'v4l2',
  'ustreamer',
  'nginx',
)('the short form of `npm run bench:fanout`', () => {
  test('serves every kind of viewer, peers too, and leaves no process', { timeout: 240_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-fanout-'))
    const json = join(folder, 'run.json')
    const short = ['--share', '0.02', '--seconds', '1', '--rounds', '1', '--json', json]
    const bench = spawn(process.execPath, ['scripts/bench.js', 'fanout', ...short], { stdio: 'ignore' })
    let left: readonly { pid: number }[] = []
    const looking = setInterval(() => {
      left = [...left, ...descendants(bench.pid ?? 0)]
    }, 500)
    await once(bench, 'exit')
    clearInterval(looking)
    const { contests, skipped }: FanoutRun = JSON.parse(readFileSync(json, 'utf8'))
    rmSync(folder, { recursive: true })
    expect(skipped).toEqual([])
    expect(contests.map(({ name, viewers, failed }) => [name, viewers, failed])).toEqual([
      ['MJPEG', 4, undefined],
      ['ustreamer, MJPEG', 4, undefined],
      ['Live WebSocket, H.264', 4, undefined],
      ['LL-HLS', 10, undefined],
      ['LL-HLS, short parts', 10, undefined],
      ['nginx, plain HLS', 10, undefined],
    ])
    for (const { name, rounds } of contests)
      for (const { ageMedianMs, megabits, cpuPercentEach } of rounds)
        expect([name, ageMedianMs > 0, megabits > 0, cpuPercentEach >= 0]).toEqual([name, true, true, true])
    const pids = new Set(left.map(({ pid }) => pid))
    expect(pids.size).toBeGreaterThan(8)
    const all = () => descendants(1).filter(({ pid }) => pids.has(pid))
    await until('all that it started are gone', () => all().length === 0)
  })
})
