import { expect, test } from 'vitest'
import { envelope } from '../../src/media/wire.ts'

test('an envelope is the length of its header, the header, and the payload', () => {
  const header = '{"type":"é"}'
  expect(envelope({ type: 'é' }, Uint8Array.of(7, 8, 9))).toEqual(
    Uint8Array.of(0, 0, 0, 13, ...new TextEncoder().encode(header), 7, 8, 9),
  )
})

test('an envelope may be empty', () =>
  expect(envelope({}, new Uint8Array())).toEqual(Uint8Array.of(0, 0, 0, 2, 123, 125)))
