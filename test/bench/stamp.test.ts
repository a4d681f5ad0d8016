import { expect, test } from 'vitest'
import { sharedNow } from '../../bench/numbers.ts'
import { STAMP_BYTES, stamped, stampIn } from '../../bench/stamp.ts'

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xdb, 1, 2, 3, 0xff, 0xd9])

test('a picture tells when it was stamped, and is as it was behind that', () => {
  const before = sharedNow()
  const picture = Buffer.from(stamped(jpeg))
  const at = stampIn(picture.toString('latin1', 0, STAMP_BYTES))
  expect(at).toBeGreaterThanOrEqual(before - 1)
  expect(at).toBeLessThanOrEqual(sharedNow() + 1)
  expect(Buffer.concat([jpeg.subarray(0, 2), picture.subarray(STAMP_BYTES)])).toEqual(jpeg)
})

test('one without a stamp tells nothing', () => {
  expect(stampIn(jpeg.toString('latin1'))).toBeUndefined()
})
