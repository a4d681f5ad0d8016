import { expect, test } from 'vitest'
import { turned } from '../../../../src/player/publish/scene/turn.ts'
import { bitrateOf, constraintsOf, keptWish, type Wish } from '../../../../src/player/publish/scene/wish.ts'

const wish: Wish = { facing: 'environment', height: 720, rate: 30, microphone: false }

test('a camera is asked for what is wished, and may give what it has', () => {
  expect(constraintsOf(wish)).toEqual({
    video: {
      facingMode: { ideal: 'environment' },
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30, max: 30 },
    },
    audio: false,
  })
  expect(constraintsOf({ ...wish, device: 'a', microphone: true })).toMatchObject({
    video: { deviceId: { exact: 'a' } },
    audio: true,
  })
})

test('more lines and more pictures get more bits', () => {
  const all = ([480, 720, 1080] as const).flatMap(height =>
    ([10, 15, 30] as const).map(rate => bitrateOf({ height, rate })),
  )
  expect(all.slice(0, 3)).toEqual([...all.slice(0, 3)].sort((a, b) => a - b))
  expect([all[2], all[5], all[8]]).toEqual([1_000_000, 2_200_000, 4_500_000])
})

test.each<[string, string | null, Wish]>([
  ['nothing', null, wish],
  ['what is no JSON', '{', wish],
  ['what it is not', '7', wish],
  ['another program’s', '{"facing":"up","height":721,"rate":"30"}', wish],
  [
    'a choice',
    '{"facing":"user","height":480,"rate":15}',
    { facing: 'user', height: 480, rate: 15, microphone: false },
  ],
  ['a microphone, which is off at first each time', '{"microphone":true}', wish],
])('of %s that was kept comes a wish', (_, text, expected) => expect(keptWish(text)).toEqual(expected))

test.each<[string, MediaTrackSettings, Partial<Wish>]>([
  ['the front of a phone', { facingMode: 'environment', deviceId: 'a' }, { facing: 'user', device: undefined }],
  ['its back', { facingMode: 'user', deviceId: 'b' }, { facing: 'environment', device: undefined }],
  ['the next of a computer', { deviceId: 'a' }, { device: 'b' }],
  ['the first after its last', { deviceId: 'c' }, { device: 'a' }],
  ['the first where none is known', {}, { device: 'a' }],
])('to flip is %s', (_, settings, expected) => {
  expect(turned(wish, settings, ['a', 'b', 'c'])).toEqual({ ...wish, ...expected })
})
