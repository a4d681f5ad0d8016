import { expect, test } from 'vitest'
import { latencyOptions } from '../../../bench/latency/options.ts'

test('a peer is named, with its address and what its picture is in', () => {
  const { deliveries, peers } = latencyOptions(['--only', 'mse', '--peer', 'theirs=http://10.0.0.7:8080/live?a=b,img'])
  expect([...deliveries, ...peers].map(({ key }) => key)).toEqual(['mse', 'theirs'])
  expect(peers[0]).toMatchObject({ origin: 'http://10.0.0.7:8080', path: '/live?a=b', kind: 'img' })
})

test.each([
  [['--peer', 'theirs'], /^--peer: expected name=url,kind .*, got "theirs"$/],
  [['--peer', 'theirs=10.0.0.7/live,img'], /^--peer: expected name=url,kind/],
  [['--peer', 'theirs=ftp://10.0.0.7/live'], /^--peer: expected .* http: or https: address/],
  [['--peer', 'theirs=http://10.0.0.7/live,webrtc'], /^--peer: expected .* kind page, img, hls/],
  [['--peer', 'theirs=http://10.0.0.7/live,'], /^--peer: expected/],
  [['--only', 'img,telex'], /^--only: there is no telex; there are webcodecs, /],
  [['--network', 'moon'], /^--network: there is no moon; there are none, /],
  [['--seconds', 'long'], /^--seconds: expected 1 to 3600, got "long"$/],
])('%j gets a sentence', (args, sentence) => expect(() => latencyOptions(args)).toThrow(sentence))
