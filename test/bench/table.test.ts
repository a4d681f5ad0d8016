import { expect, test } from 'vitest'
import { median, quantile } from '../../bench/numbers.ts'
import { notHere, verdict } from '../../bench/row.ts'
import { table } from '../../bench/table.ts'

test('rows become a Markdown table whose columns line up', () => {
  const rows = [
    { figure: 'Speed', measured: '30 fps', target: '>= 29 fps', verdict: verdict(true), values: { fps: 30 } },
    notHere('Cost beside a peer', '<= 0.5', 'needs the peer'),
  ]
  expect(table(rows)).toBe(
    `| Figure             | Measured       | Target    | Verdict  |
|--------------------|----------------|-----------|----------|
| Speed              | 30 fps         | >= 29 fps | met      |
| Cost beside a peer | needs the peer | <= 0.5    | not here |`,
  )
})

test.each([
  ['the middle', [5, 1, 3], 0.5, 3],
  ['the 95th of a hundred', Array.from({ length: 100 }, (_, index) => index + 1), 0.95, 96],
  ['the last', [2, 9, 4], 1, 9],
  ['nothing', [], 0.5, Number.NaN],
])('quantile() gives %s', (_, values, q, expected) => expect(quantile(values, q)).toBe(expected))

test('the median does not disturb the order of what it was given', () => {
  const values = [3, 1, 2]
  expect([median(values), values]).toEqual([2, [3, 1, 2]])
})
