import { expect, test } from 'vitest'
import { NotFetched } from '../../../../../src/player/play/deliveries/hls/fetched.ts'
import { HeldParts } from '../../../../../src/player/play/deliveries/hls/heldParts.ts'

/** Parts that were under way at these times, in ms. */
async function after(...transfers: readonly (readonly [number, number])[]): Promise<HeldParts> {
  const left = transfers.values()
  const parts = new HeldParts(async url => {
    const [firstAt = 0, endAt = 0] = left.next().value ?? []
    return { url, body: new ArrayBuffer(0), bytes: 0, askedAt: 0, firstAt, endAt }
  })
  for (const [index] of transfers.entries()) await parts.take(`part-${index}`)
  return parts
}

test.each([
  ['nothing', [], 0],
  ['a quarter of the time', [1000, 2000, 3000, 4000].map(at => [at, at + 250] as const), 0.25],
  ['all the time, one after the other', [1000, 2000, 3000, 4000].map(at => [at, at + 1000] as const), 1],
  ['all the time, side by side', [1000, 1000, 1000, 1000].map(at => [at, at + 4000] as const), 1],
  ['long ago', [[0, 900] as const], 0],
])('the share of the last four seconds in which something came: %s', async (_, transfers, expected) => {
  expect((await after(...transfers)).busyShare(5000)).toBeCloseTo(expected, 2)
})

test('a part that could not be fetched ahead is fetched again when it is asked for', async () => {
  const asked: string[] = []
  const parts = new HeldParts(async url => {
    asked.push(url)
    if (asked.length === 1) throw new NotFetched(url, 404)
    return { url, body: new ArrayBuffer(7), bytes: 7, askedAt: 0, firstAt: 0, endAt: 0 }
  })
  parts.fetch('part-1')
  await new Promise(resolve => setTimeout(resolve))
  expect([(await parts.take('part-1')).bytes, asked.length]).toEqual([7, 2])
})
