import { describe, expect, test } from 'vitest'
import { metricsAddress, parseLogLine, quickUrl } from '../../../src/agent/tunnel/logLine.ts'
import { Said } from '../../../src/agent/tunnel/said.ts'

test.each([
  [
    'JSON',
    '{"connIndex":0,"event":0,"level":"info","location":"lis01","message":"Registered tunnel connection","protocol":"http2"}',
    { level: 'info', message: 'Registered tunnel connection' },
  ],
  [
    'JSON with an error',
    '{"level":"error","error":"no recent network activity","message":"Serve tunnel error"}',
    { level: 'error', message: 'Serve tunnel error: no recent network activity' },
  ],
  [
    'text',
    '2026-11-20T12:00:00Z INF Starting metrics server on 127.0.0.1:20241/metrics',
    { level: 'info', message: 'Starting metrics server on 127.0.0.1:20241/metrics' },
  ],
  [
    'text with an error',
    '2026-11-20T12:00:00Z ERR Serve tunnel error error="connection with edge closed" connIndex=0',
    { level: 'error', message: 'Serve tunnel error error="connection with edge closed" connIndex=0' },
  ],
  ['cut JSON', '{"level":"error","mess…', { level: 'plain', message: '{"level":"error","mess…' }],
  ['JSON that is no log', '{"level":7}', { level: 'info', message: '' }],
  [
    'what is no log',
    'Provided Tunnel token is not valid.',
    { level: 'plain', message: 'Provided Tunnel token is not valid.' },
  ],
  ['nothing', '', { level: 'plain', message: '' }],
])('a line is read: %s', (_, line, read) => expect(parseLogLine(line)).toEqual(read))

test.each([
  ['|  https://words-like-this.trycloudflare.com                    |', 'https://words-like-this.trycloudflare.com'],
  ['failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": no such host', undefined],
  ['Requesting new quick Tunnel on trycloudflare.com...', undefined],
  ['https://words.trycloudflare.community/', undefined],
  ['http://words.trycloudflare.com', undefined],
])('the address of a quick tunnel in %j', (message, url) => expect(quickUrl(message)).toBe(url))

test.each([
  ['Starting metrics server on 127.0.0.1:20241/metrics', '127.0.0.1:20241'],
  ['Starting metrics server on [::]:20241/metrics', undefined],
  ['metrics', undefined],
])('where it tells how it is, in %j', (message, address) => expect(metricsAddress(message)).toBe(address))

describe('what a run has said', () => {
  const having = (...lines: string[]) => {
    const said = new Said()
    for (const line of lines) said.take(line)
    return { url: said.url, metrics: said.metrics, trouble: said.trouble }
  }
  const time = '2026-11-20T12:00:00Z'

  test('is nothing at first', () => expect(having()).toEqual({}))

  test('is its first address, where it tells how it is, and its last trouble', () =>
    expect(
      having(
        `${time} ERR Configuration file /dev/null was empty`,
        `${time} INF |  https://words-like-this.trycloudflare.com  |`,
        `${time} INF Starting metrics server on 127.0.0.1:20241/metrics`,
        `${time} ERR Serve tunnel error`,
        `${time} ERR Failed to dial`,
        `${time} WRN The address https://other.trycloudflare.com`,
      ),
    ).toEqual({
      url: 'https://words-like-this.trycloudflare.com',
      metrics: '127.0.0.1:20241',
      trouble: 'Failed to dial',
    }))

  test('leaves out that our configuration is empty, and where to read on', () =>
    expect(
      having(
        'Provided Tunnel token is not valid.',
        "See 'cloudflared tunnel run --help'.",
        '{"level":"error","message":"Configuration file /dev/null was empty"}',
      ).trouble,
    ).toBe('Provided Tunnel token is not valid.'))
})
