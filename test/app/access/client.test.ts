import { describe, expect, test } from 'vitest'
import { clientOf, isOneOf } from '../../../src/app/access/client.ts'
import { house, post } from './house.ts'

const URL = 'http://cam.local:8080/cameras/front?x=1'
const nobody = { proxies: [], tunnel: () => false }
const tunnel = { proxies: [], tunnel: () => true }
const proxy = { proxies: ['10.0.0.0/8', '192.168.1.5', 'fd00::/8'], tunnel: () => false }

function client(peer: string, headers: Record<string, string>, trust: typeof proxy | typeof nobody, url = URL) {
  return clientOf(peer, url, name => headers[name], trust)
}

const direct = { address: '203.0.113.9', origin: 'http://cam.local:8080', https: false, forwarded: false }
const forwarded = { ...direct, forwarded: true }
const everything = {
  'x-forwarded-for': '198.51.100.7',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'cam.example.com',
  'cf-connecting-ip': '198.51.100.7',
  forwarded: 'for=198.51.100.7;proto=https;host=cam.example.com',
}

describe('without a proxy', () => {
  test.each([
    ['a browser', '203.0.113.9', {}, nobody, direct],
    ['a browser that makes up who it is', '203.0.113.9', everything, nobody, direct],
    [
      'a program of this machine that makes up who it is',
      '127.0.0.1',
      everything,
      nobody,
      { ...direct, address: '127.0.0.1' },
    ],
    ['somebody else than the proxy', '203.0.113.9', everything, proxy, direct],
    ['somebody else than the tunnel', '203.0.113.9', everything, tunnel, direct],
    ['an IPv4 browser on an IPv6 socket', '::ffff:203.0.113.9', {}, nobody, direct],
    ['an IPv6 browser', '2001:db8::1', {}, nobody, { ...direct, address: '2001:db8::1' }],
    ['an IPv6 browser of this network', 'fe80::1%eth0', {}, nobody, { ...direct, address: 'fe80::1%eth0' }],
    ['a connection that is gone', '', everything, proxy, { ...direct, address: '' }],
  ])('%s', (_, peer, headers, trust, expected) => expect(client(peer, headers, trust)).toEqual(expected))

  test('https is what the address says', () => {
    expect(client('203.0.113.9', {}, nobody, 'https://cam.local/')).toEqual({
      ...direct,
      origin: 'https://cam.local',
      https: true,
    })
  })
})

describe('through the tunnel that we opened', () => {
  const through = { ...forwarded, address: '198.51.100.7', origin: 'https://cam.local:8080', https: true }
  const cloudflare = { 'cf-connecting-ip': '198.51.100.7', 'x-forwarded-proto': 'https' }

  test.each([
    ['a visitor', '127.0.0.1', cloudflare, through],
    ['a visitor, by ::1', '::1', cloudflare, through],
    ['a visitor, by an IPv6 socket', '::ffff:127.0.0.1', cloudflare, through],
    ['a visitor, by another loopback address', '127.9.9.9', cloudflare, through],
    [
      'a visitor who comes by http',
      '127.0.0.1',
      { ...cloudflare, 'x-forwarded-proto': 'http' },
      { ...through, origin: 'http://cam.local:8080', https: false },
    ],
    [
      'a visitor with IPv6',
      '127.0.0.1',
      { ...cloudflare, 'cf-connecting-ip': '2001:db8::1' },
      { ...through, address: '2001:db8::1' },
    ],
    [
      'a visitor who makes up hops',
      '127.0.0.1',
      { ...cloudflare, 'x-forwarded-for': '1.1.1.1, 198.51.100.7' },
      through,
    ],
    ['a visitor who makes up a host', '127.0.0.1', { ...cloudflare, 'x-forwarded-host': 'evil.example' }, through],
    [
      'an address that is none',
      '127.0.0.1',
      { ...cloudflare, 'cf-connecting-ip': 'nobody' },
      { ...through, address: '127.0.0.1' },
    ],
    [
      'a program of this machine: not by the tunnel',
      '127.0.0.1',
      { 'x-forwarded-proto': 'https' },
      { ...direct, address: '127.0.0.1' },
    ],
  ])('%s', (_, peer, headers, expected) => expect(client(peer, headers, tunnel)).toEqual(expected))
})

describe('through a trusted proxy', () => {
  const via = (headers: Record<string, string>, peer = '10.1.2.3') => client(peer, headers, proxy)

  test.each([
    ['in a network', '10.1.2.3'],
    ['by its address', '192.168.1.5'],
    ['on an IPv6 socket', '::ffff:10.1.2.3'],
    ['in a network of IPv6', 'fd12:3456::1'],
  ])('%s', (_, peer) =>
    expect(via({ 'x-forwarded-for': '198.51.100.7' }, peer)).toEqual({ ...forwarded, address: '198.51.100.7' }),
  )

  test.each([
    ['one hop', '198.51.100.7', '198.51.100.7'],
    ['IPv6', '2001:db8::1', '2001:db8::1'],
    ['IPv4 written as IPv6', '::ffff:198.51.100.7', '198.51.100.7'],
    ['what the visitor made up stands before', '1.1.1.1, 2.2.2.2, 198.51.100.7', '198.51.100.7'],
    ['a chain of our proxies', '1.1.1.1, 198.51.100.7, 10.9.9.9, 192.168.1.5', '198.51.100.7'],
    ['blanks', '  1.1.1.1 ,\t198.51.100.7  ', '198.51.100.7'],
    ['nobody but our proxies', '10.9.9.9', '10.1.2.3'],
    ['an empty header', '', '10.1.2.3'],
    ['only commas', ',,,', '10.1.2.3'],
    ['an address with a port: not known, so the proxy’s counts', '198.51.100.7:51234', '10.1.2.3'],
    ['an address in brackets', '[2001:db8::1]:443', '10.1.2.3'],
    ['a word', 'unknown', '10.1.2.3'],
    ['a made-up word, then our proxy', 'zz::zz, 10.9.9.9', '10.1.2.3'],
    ['only colons', ':::::', '10.1.2.3'],
    ['too many groups', '1:2:3:4:5:6:7:8:9', '10.1.2.3'],
    ['bytes too large', '999.1.1.1', '10.1.2.3'],
    ['an address in other digits', '0x7f.1', '10.1.2.3'],
    ['a megabyte', '1.1.1.1,'.repeat(130_000), '10.1.2.3'],
  ])('X-Forwarded-For: %s', (_, value, address) => expect(via({ 'x-forwarded-for': value }).address).toBe(address))

  test.each([
    ['a name', 'cam.example.com', 'cam.example.com'],
    ['a name and a port', 'cam.example.com:8443', 'cam.example.com:8443'],
    ['an address', '192.0.2.1:81', '192.0.2.1:81'],
    ['an address of IPv6', '[2001:db8::1]:81', '[2001:db8::1]:81'],
    ['the last of several: the nearest proxy’s', 'evil.example, cam.example.com', 'cam.example.com'],
    ['nothing', '', 'cam.local:8080'],
    ['a path behind it', 'cam.example.com/evil', 'cam.local:8080'],
    ['a user before it', 'me@cam.example.com', 'cam.local:8080'],
    ['a scheme', 'https://cam.example.com', 'cam.local:8080'],
    ['blanks in it', 'cam example', 'cam.local:8080'],
    ['markup', '"><script>', 'cam.local:8080'],
    ['a port that there is not', 'cam.example.com:99999', 'cam.local:8080'],
    ['an address that there is not', '999.999.999.999', 'cam.local:8080'],
    ['IPv6 that is none', '[::::]', 'cam.local:8080'],
    ['a megabyte', 'a'.repeat(1 << 20), 'cam.local:8080'],
  ])('X-Forwarded-Host: %s', (_, value, host) =>
    expect(via({ 'x-forwarded-host': value }).origin).toBe(`http://${host}`),
  )

  test.each([
    ['https', true],
    ['http, https', true],
    ['https, http', false],
    ['HTTPS', false],
    ['', false],
  ])('X-Forwarded-Proto: %s', (value, https) => expect(via({ 'x-forwarded-proto': value }).https).toBe(https))

  test('who says nothing is not behind it', () => {
    expect(via({})).toEqual({ ...forwarded, address: '10.1.2.3' })
  })
})

test.each([
  ['127.0.0.1', ['127.0.0.0/8'], true],
  ['128.0.0.1', ['127.0.0.0/8'], false],
  ['10.0.0.1', ['10.0.0.1'], true],
  ['10.0.0.1', ['10.0.0.1/32'], true],
  ['10.0.0.2', ['10.0.0.1/32'], false],
  ['8.8.8.8', ['0.0.0.0/0'], true],
  ['::1', ['0.0.0.0/0'], false],
  ['::1', ['::/0'], true],
  ['2001:db8::ff', ['2001:db8::/120'], true],
  ['2001:db8::1:0', ['2001:db8::/120'], false],
  ['::ffff:10.0.0.1', ['10.0.0.0/8'], true],
  ['10.0.0.1', ['nonsense', '10.0.0.0/8'], true],
  ['nonsense', ['0.0.0.0/0', '::/0'], false],
  ['', ['0.0.0.0/0', '::/0'], false],
  ['10.0.0.1', [], false],
])('isOneOf(%s, %o) is %s', (address, networks, expected) => expect(isOneOf(address, networks)).toBe(expected))

test.each([
  ['x-forwarded-for', '198.51.100.7:51234'],
  ['x-forwarded-for', '::zz'],
  ['x-forwarded-host', 'cam.example.com:99999'],
  ['x-forwarded-host', '[::::]'],
])('what a proxy passes on, as %s: %s, is never our mistake', async (name, value) => {
  const { app, access, errors } = await house({ peer: '10.1.2.3', trust: proxy })
  const headers = { [name]: value, Origin: 'http://localhost' }
  expect((await post(app, '/login', { code: access.printedCodes.viewer }, headers)).status).toBe(200)
  expect(errors).toEqual([])
})
