import { expect, test } from 'vitest'
import { relayWords, tunnelWords } from '../../../src/player/list/tunnelLine.ts'
import type { RelayJson, TunnelJson } from '../../../src/player/server/api.ts'

const here = 'http://127.0.0.1:8080'
const url = 'https://words.trycloudflare.com'

test.each<[string, TunnelJson | undefined, string, string]>([
  ['none', undefined, here, ''],
  ['being opened', { kind: 'starting' }, here, 'The way in from elsewhere is being opened.'],
  ['open', { kind: 'ready', url }, here, `From anywhere: ${url}`],
  ['open, for who came through it', { kind: 'ready', url }, url, ''],
  ['lost', { kind: 'lost', reason: 'It rains.' }, here, 'Not to be reached from elsewhere at present. It rains.'],
])('the tunnel on the page: %s', (_, tunnel, origin, words) => expect(tunnelWords(tunnel, origin)).toBe(words))

test.each<[string, RelayJson | undefined, string]>([
  ['none', undefined, ''],
  ['being called', { kind: 'starting', url }, `The relay ${url} is being called.`],
  ['there', { kind: 'ready', url }, `For many: ${url}`],
  ['away', { kind: 'lost', url, reason: 'It rains.' }, `Not at the relay ${url} at present. It rains.`],
])('the relay on the page: %s', (_, relay, words) => expect(relayWords(relay)).toBe(words))
