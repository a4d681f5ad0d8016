import { expect, test } from 'vitest'
import { judge } from '../../../../src/agent/tunnel/measure/stream.ts'

const sent = [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]

test.each<[string, readonly number[], 'live' | 'buffered']>([
  ['as they were sent', sent.map(at => at + 40), 'live'],
  ['late, but one by one', sent.map(at => at + 2000), 'live'],
  ['with jitter', sent.map((at, number) => at + 40 + (number % 3) * 120), 'live'],
  ['three at a time', sent.map(at => 240 + at - (at % 300)), 'live'],
  ['all at the end', sent.map(() => 950), 'buffered'],
  ['all at the end, over a slow link', sent.map((_, number) => 950 + number * 20), 'buffered'],
  ['not at all', [], 'buffered'],
])('pieces that come %s', (_, came, expected) => {
  const pieces = came.map((cameAt, number) => ({ sentAt: 1_700_000_000_000 + (sent[number] ?? 0), cameAt }))
  expect(judge(pieces)).toBe(expected)
})

test('a single piece shows nothing of a stream', () => expect(judge([{ sentAt: 1, cameAt: 2 }])).toBe('buffered'))
