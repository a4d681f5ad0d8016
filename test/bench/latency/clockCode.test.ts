import { describe, expect, test } from 'vitest'
import { blocksOf, readCode } from '../../../bench/latency/clockCode.ts'
import { hexOf } from './hex.ts'

describe('the clock that is painted into pictures', () => {
  test.each([
    ['now', { at: 1_795_000_000_123, frame: 7 }],
    ['the first picture of its time', { at: 1, frame: 0 }],
    ['the last number', { at: 2 ** 44 - 1, frame: 4095 }],
  ])('is read as it was painted: %s', (_, code) => expect(readCode(hexOf(blocksOf(code)))).toEqual(code))

  test('counts pictures up to 4095 and from 0 again', () => {
    expect(readCode(hexOf(blocksOf({ at: 5, frame: 4097 })))).toEqual({ at: 5, frame: 1 })
  })

  test('is not read where any one block is wrong', () => {
    const blocks = blocksOf({ at: 1_795_000_000_123, frame: 7 })
    for (const wrong of blocks.keys())
      expect(readCode(hexOf(blocks.map((block, index) => (index === wrong ? !block : block))))).toBeUndefined()
  })

  test.each([
    ['a dark picture', '0'.repeat(16)],
    ['a white one', 'f'.repeat(16)],
    ['half of a code', '0123'],
    ['no digits', 'g'.repeat(16)],
  ])('is not read in %s', (_, hex) => expect(readCode(hex)).toBeUndefined())
})
