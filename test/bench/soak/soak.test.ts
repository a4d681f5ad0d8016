import { expect, test } from 'vitest'
import { leaks } from '../../../bench/soak/judge.ts'
import { soak } from '../../../bench/soak/rounds.ts'
import { needs } from '../../support/require.ts'

needs('proc', 'v4l2')('the short form of `npm run soak`', () => {
  test('faults at random leave no process, file handle or memory behind', { timeout: 240_000 }, async () => {
    const lines: string[] = []
    const { samples, faults, seen, code } = await soak({
      ...{ seconds: 60, rounds: 3, seed: 2 },
      onLine: line => lines.push(line),
    })
    expect(leaks(samples), lines.join('\n')).toEqual([])
    expect(code).toBe(0)
    expect([...faults.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(4)
    expect([...seen.keys()].sort()).toEqual(['hls', 'live', 'mjpeg', 'stills'])
  })
})
