import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { Attempts } from '../../src/access/attempts.ts'

const NOW = 1_800_000_000_000
const HOME = '203.0.113.9'

let codes = 0
const nextCode = () => String(++codes).padStart(26, '0')

/** So many wrong codes from an address, each as soon as it may be tried. Gives the wait after each, in seconds. */
function waits(attempts: Attempts, address: string, count: number): number[] {
  let now = NOW
  return Array.from({ length: count }, () => {
    attempts.failed(address, nextCode(), now)
    const seconds = attempts.waitSeconds(address, now)
    now += seconds * 1000
    return seconds
  })
}

test('five wrong codes are free, then each doubles the wait, up to five minutes', () => {
  expect(waits(new Attempts(), HOME, 17)).toEqual([0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
})

test.each([
  [0, 4],
  [1, 4],
  [1000, 3],
  [3999, 1],
  [4000, 0],
  [1_000_000, 0],
])('%i ms into a wait of 4 s, %i s are left', (ms, seconds) => {
  const attempts = new Attempts()
  for (let i = 0; i < 8; i++) attempts.failed(HOME, nextCode(), NOW)
  expect(attempts.waitSeconds(HOME, NOW + ms)).toBe(seconds)
})

test('who knew a code after all begins anew', () => {
  const attempts = new Attempts()
  waits(attempts, HOME, 8)
  attempts.succeeded(HOME)
  expect(waits(attempts, HOME, 6)).toEqual([0, 0, 0, 0, 0, 1])
})

test.each([
  ['a moment before a quarter of an hour nothing is forgiven', 15 * 60_000 - 1, 2],
  ['after a quarter of an hour all is', 15 * 60_000, 0],
])('%s', (_, ms, seconds) => {
  const attempts = new Attempts()
  for (let i = 0; i < 6; i++) attempts.failed(HOME, nextCode(), NOW)
  attempts.failed(HOME, nextCode(), NOW + ms)
  expect(attempts.waitSeconds(HOME, NOW + ms)).toBe(seconds)
})

test.each([
  ['another address', HOME, '203.0.113.10', false],
  ['another of the same 64 bits of IPv6', '2001:db8:1:2::1', '2001:db8:1:2:ffff:1:2:3', true],
  ['the same, written out', '2001:db8::1', '2001:0DB8:0:0:0:0:0:1', true],
  ['another network of IPv6', '2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['the same IPv4 address on an IPv6 socket', HOME, `::ffff:${HOME}`, true],
  ['the same in capitals', HOME, `::FFFF:${HOME}`, true],
  ['another IPv4 address on an IPv6 socket', `::ffff:${HOME}`, '::ffff:203.0.113.10', false],
  ['loopback, which is no IPv4 address', `::ffff:${HOME}`, '::1', false],
  ['no address', HOME, '', false],
])('wrong codes count for %s: %s and %s', (_, tried, asked, counts) => {
  const attempts = new Attempts()
  waits(attempts, tried, 8)
  expect(attempts.waitSeconds(asked, NOW + 100) > 0).toBe(counts)
})

test('a botnet is remembered up to 5000 addresses, the newest', () => {
  const attempts = new Attempts()
  const address = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`
  const last = 50_000
  for (let i = 0; i < last; i++) for (let tries = 0; tries < 6; tries++) attempts.failed(address(i), nextCode(), NOW)
  const remembered = Array.from({ length: last }, (_, i) => attempts.waitSeconds(address(i), NOW) > 0)
  expect(remembered.filter(Boolean).length).toBe(5000)
  expect(remembered.indexOf(true)).toBe(last - 5000)
})

test('a hundred thousand addresses take less than 4 MB', () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const attempts = new Attempts()
  collect()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < 100_000; i++)
    attempts.failed(`2001:db8:${(i >> 16).toString(16)}:${(i & 65535).toString(16)}::1`, nextCode(), NOW)
  collect()
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(4_000_000)
  expect(attempts.waitSeconds(HOME, NOW)).toBe(0) // it still lives
})
