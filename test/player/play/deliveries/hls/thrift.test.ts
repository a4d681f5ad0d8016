import { expect, test } from 'vitest'
import { Thrift } from '../../../../../src/player/play/deliveries/hls/thrift.ts'

const after = (...dry: readonly number[]) => {
  const thrift = new Thrift()
  for (const at of dry) thrift.ranDry(at)
  return thrift
}

test.each([
  ["once or twice is the network's hiccup", [0, 1000], 2000, 0],
  ['three times in ten seconds is a link that does not keep up', [0, 4000, 9000], 9000, 30_000],
  ['three times in a longer time is not', [0, 6000, 12_000], 12_000, 0],
  ['half a minute later the full picture is tried again', [0, 4000, 9000], 39_000, 0],
  ['what happens to the small one does not count', [0, 4000, 9000, 9500, 9600, 9700], 9700, 29_300],
  ['the second time it is a minute', [0, 1, 2, 40_000, 40_001, 40_002], 40_002, 60_000],
  ['unless the full one did well in between', [0, 1, 2, 240_000, 240_001, 240_002], 240_002, 30_000],
])('%s', (_, dry, now, expected) => expect(after(...dry).leftMs(now)).toBe(expected))
