import { expect, test } from 'vitest'
import { plot } from '../../../bench/latency/plot.ts'
import { cell, measured, runOf } from './run.ts'

const circles = (svg: string) => [...svg.matchAll(/<circle class="(\w+)" cx="([\d.]+)"/g)].map(found => found.slice(1))

test('each cell has its dot, further right where the picture is older, and never beyond the axis', () => {
  const svg = plot(
    runOf(
      cell({ measured: measured({ medianMs: 20, p95Ms: 40 }) }),
      cell({
        delivery: 'peer',
        peer: true,
        name: 'A <peer> & more',
        measured: measured({ medianMs: 200, p95Ms: 400 }),
      }),
      cell({ network: 'poor', measured: measured({ medianMs: 99_000, p95Ms: 99_000 }) }),
    ),
  )
  const [near = [], far = [], furthest = []] = circles(svg)
  expect([near[0], far[0], furthest[0]]).toEqual(['ours', 'peer', 'ours'])
  expect(Number(near[1])).toBeLessThan(Number(far[1]))
  expect(Number(furthest[1])).toBe(740)
  expect(svg).toContain('A &#60;peer&#62; &#38; more')
  expect([...svg.matchAll(/class="target"/g)]).toHaveLength(1)
})

test('a delivery that showed nothing says why', () => {
  const svg = plot(runOf(cell({ measured: { failed: 'no picture within 20 s' } })))
  expect([circles(svg), svg.includes('no picture within 20 s')]).toEqual([[], true])
})
