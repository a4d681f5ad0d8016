import { expect, test } from 'vitest'
import { type FragmentTrack, fragment } from '../../../src/media/mp4/fragment.ts'
import { readFragment } from '../../../src/media/mp4/readFragment.ts'

const sample = (size: number, rest: { compositionOffset?: number; keyframe?: boolean } = {}) => ({
  duration: 3000 + size,
  compositionOffset: 0,
  keyframe: false,
  data: [Uint8Array.from({ length: size }, (_, index) => size + index)],
  size,
  ...rest,
})

const tracks: FragmentTrack[] = [
  {
    id: 1,
    baseMediaDecodeTime: 2 ** 40 + 7,
    samples: [
      sample(9, { keyframe: true }),
      sample(4, { compositionOffset: 6000 }),
      sample(3, { compositionOffset: -90 }),
    ],
  },
  { id: 2, baseMediaDecodeTime: 44, samples: [sample(5, { keyframe: true }), sample(0, { keyframe: true })] },
]

test.each([
  ['picture and sound', tracks],
  ['a picture alone', tracks.slice(0, 1)],
])('a fragment of %s is read as it was written', (_, written) => {
  expect(readFragment(fragment(7, written))).toEqual(written)
})

test('its bytes are not copied', () => {
  const bytes = fragment(7, tracks)
  expect(readFragment(bytes)[0]?.samples[0]?.data[0]?.buffer).toBe(bytes.buffer)
})

test('what is no fragment is a MediaError', () => {
  expect(() => readFragment(new Uint8Array(40))).toThrow(expect.objectContaining({ name: 'MediaError', code: 'mp4' }))
})
