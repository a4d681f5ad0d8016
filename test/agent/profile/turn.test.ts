import { expect, test } from 'vitest'
import { isLaidOver, turnFilters } from '../../../src/agent/profile/turn.ts'
import { arrangement, corners } from '../../support/corners.ts'
import { firstPicture } from '../../support/decode.ts'
import { clip } from '../../support/ffmpeg.ts'

test.each<[string, Parameters<typeof turnFilters>[0], string]>([
  ['as it is', {}, 'RGBW 320x240'],
  ['rotated by nothing', { rotate: 0 }, 'RGBW 320x240'],
  ['rotated by 90', { rotate: 90 }, 'BRWG 240x320'],
  ['rotated by 180', { rotate: 180 }, 'WBGR 320x240'],
  ['rotated by 270', { rotate: 270 }, 'GWRB 240x320'],
  ['mirrored', { flip: 'horizontal' }, 'GRWB 320x240'],
  ['upside down', { flip: 'vertical' }, 'BWRG 320x240'],
  ['both', { flip: 'both' }, 'WBGR 320x240'],
  ['rotated, then mirrored', { rotate: 90, flip: 'horizontal' }, 'RBGW 240x320'],
])('a picture %s', async (_, options, expected) => {
  const filters = turnFilters(options)
  const picture = await firstPicture(clip([...corners, '-frames:v', '1'], 'png'), filters.join(',') || 'null')
  expect(arrangement(picture)).toBe(expected)
  expect(isLaidOver(options)).toBe(expected.endsWith('240x320'))
})
