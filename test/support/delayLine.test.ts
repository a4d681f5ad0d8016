import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { delayLine } from './delayLine.ts'
import { until } from './until.ts'

test('a delay line gives everything in order, none of it too early', async () => {
  const start = performance.now()
  const line = Readable.from(['a', 'b', 'c'].map(text => Buffer.from(text))).pipe(delayLine(100))
  line.once('data', () => expect(performance.now() - start).toBeGreaterThan(95))
  expect(String(await buffer(line))).toBe('abc')
})

test('a delay line holds up who writes while nobody reads, and goes on when somebody does', async () => {
  let given = 0
  const source = Readable.from(
    (function* () {
      for (; given < 10_000; given++) yield Buffer.alloc(1000)
    })(),
  )
  const line = source.pipe(delayLine(5))
  let before = -1
  await until('nothing more is taken', async () => {
    const same = given === before
    before = given
    return same && given > 0
  })
  expect(given).toBeLessThan(2_000)
  expect(await buffer(line)).toHaveLength(10_000_000)
})
