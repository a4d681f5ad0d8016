import { expect, test } from 'vitest'
import { Usage, usageText } from '../../../src/player/screen/usage.ts'

/** One to which `bytes` came at each of these times, in ms. */
function usageOf(bytes: number, times: readonly number[]): Usage {
  const usage = new Usage()
  for (const at of times) usage.add(bytes, at)
  return usage
}
const steady = Array.from({ length: 300 }, (_, index) => index * 33)

test.each([
  ['nothing yet', usageOf(0, []), 0, '0 kB, nothing now'],
  ['a first answer', usageOf(40_000, [0]), 0, '40 kB, 320 kbit/s now'],
  ['a stream', usageOf(6250, steady), 9900, '1.9 MB, 1.5 Mbit/s now'],
  ['a stream that has ended', usageOf(6250, steady), 20_000, '1.9 MB, nothing now'],
  ['much', usageOf(30_000_000, steady), 60_000, '9.0 GB, nothing now'],
])('says what was received: %s', (_, usage, now, expected) => expect(usageText(usage, now)).toBe(expected))
