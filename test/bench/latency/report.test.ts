import { expect, test } from 'vitest'
import { addedByRelay, relayed } from '../../../bench/latency/relay.ts'
import { report } from '../../../bench/latency/report.ts'
import { judged } from '../../../bench/latency/targets.ts'
import { cell, measured, runOf } from './run.ts'

test('a run is told as a table, with each target beside its figure and a sentence for what is missed', () => {
  const slow = { medianMs: 72, p95Ms: 100, maxMs: 500, startMs: 420, stallsMs: [310, 350] }
  const text = report({
    ...runOf(
      cell(),
      cell({ network: 'rtt80', measured: measured(slow) }),
      cell({ delivery: 'peer', name: 'A peer', peer: true, network: 'poor', measured: { failed: 'no picture' } }),
    ),
    skipped: ['ustreamer is not installed.'],
  })
  expect(
    text,
  ).toBe(`A CPU, 2 cores, 4 GB, linux x64, Node 20.0.0, FFmpeg 5.1. 640x360 at 30 pictures a second, 10 s each. Networks: a line.

| Network                  | Delivery  | Median                 | p95          | Longest | Start-up                 | Stalls                           | Pictures |
|--------------------------|-----------|------------------------|--------------|---------|--------------------------|----------------------------------|----------|
| no network               | WebCodecs | 15 ms (20)             | 20 ms (30)   | 40 ms   | 50 ms                    | 0                                | 30/s     |
| 80 ms round trip         | WebCodecs | 72 ms (**missed**, 60) | 100 ms (108) | 500 ms  | 420 ms (**missed**, 280) | 2: 310 to 350 ms (**missed**, 0) | 30/s     |
| poor, 150 ms, 1.5 Mbit/s | A peer    | no picture             |              |         |                          |                                  |          |

Missed:

- WebCodecs, 80 ms round trip: median 72 ms of 60 (1.20 times), start-up 420 ms of 280 (1.50 times), stalls 2, at most 0. The line takes 40 ms and 3 of jitter beyond what no network takes. A picture is first seen when it is 9 ms old.

Not measured here: ustreamer is not installed.`)
})

test('what a relay adds is told by network, beside what it may', () => {
  const by = (delivery: string, medianMs: number) =>
    relayed(cell({ delivery, name: delivery, measured: measured({ medianMs }) }))
  const cells = [cell(), by('webcodecs', 29), cell({ delivery: 'hls', name: 'hls' }), by('hls', 31), by('mse', 40)]
  expect(addedByRelay(cells)).toEqual([
    'Added to the median by a relay on the same machine, no network: WebCodecs 14 ms (less than 15), hls 16 ms.',
  ])
  expect(addedByRelay([cell(), by('webcodecs', 30)])[0]).toContain('WebCodecs 15 ms (**missed**, less than 15).')
  expect(report(runOf(...cells))).toContain('| webcodecs, by a relay | 29 ms ')
})

test('of a page that chooses by itself, the table says what it chose', () => {
  const auto = cell({ delivery: 'auto', name: 'By itself', network: 'poor', measured: measured({ shownBy: 'jpeg' }) })
  expect(report(runOf(auto))).toContain('| By itself: jpeg |')
})

test.each([
  ['as good as asked', cell({ measured: measured({ medianMs: 20, p95Ms: 30 }) }), []],
  ['a median that is too high', cell({ measured: measured({ medianMs: 21 }) }), ['median']],
  [
    'p95 far from a good median, but where it may be',
    cell({ delivery: 'mse', measured: measured({ medianMs: 23, p95Ms: 60 }) }),
    [],
  ],
  ['p95 beyond', cell({ measured: measured({ p95Ms: 31 }) }), ['p95']],
  ['a slow start where none is asked', cell({ measured: measured({ startMs: 900 }) }), []],
  ['one stall on a mobile network', cell({ network: 'mobile', measured: measured({ stallsMs: [310] }) }), []],
  ['two of them', cell({ network: 'mobile', measured: measured({ stallsMs: [310, 400] }) }), ['stalls']],
  ['a poor network, where no figure is asked', cell({ network: 'poor', measured: measured({ medianMs: 9000 }) }), []],
  ['a peer', cell({ delivery: 'peer', measured: measured({ medianMs: 9000 }) }), []],
  ['a page by itself that settled', cell({ delivery: 'auto', network: 'poor' }), []],
  [
    'one that did not for long',
    cell({ delivery: 'auto', network: 'poor', measured: measured({ startMs: 12_000 }) }),
    ['start-up'],
  ],
  ['nothing seen', cell({ measured: { failed: 'no picture' } }), []],
])('judged: %s', (_, one, missed) => {
  expect(
    judged(one)
      .filter(({ met }) => !met)
      .map(({ figure }) => figure),
  ).toEqual(missed)
})
