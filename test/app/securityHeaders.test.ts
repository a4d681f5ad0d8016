import { describe, expect, test } from 'vitest'
import { bearer, house } from './access/house.ts'

const csp = (ancestors: string) =>
  [
    ...["default-src 'self'", "img-src 'self' data: blob:", "media-src 'self' blob:", "worker-src 'self' blob:"],
    ...[
      "connect-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      `frame-ancestors ${ancestors}`,
    ],
  ].join('; ')

const usual = {
  'content-security-policy': csp("'none'"),
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
}

/** A request, by the owner unless `signedIn` is false, of an app that knows these origins. */
interface Asked extends RequestInit {
  readonly signedIn?: boolean
  readonly frame?: string[]
  readonly cors?: string[]
}

async function headersOf(path: string, { signedIn = true, frame = [], cors = [], ...init }: Asked = {}) {
  const { app, access } = await house({ origins: { frame, cors } })
  const authorization = signedIn ? bearer(access.printedCodes.owner) : {}
  const response = await app.request(path, { ...init, headers: { ...init.headers, ...authorization } })
  await response.body?.cancel()
  return { status: response.status, headers: Object.fromEntries(response.headers) }
}

test.each<[string, string, number, Asked?]>([
  ['a page', '/', 200],
  ['the page for a code', '/', 401, { signedIn: false, headers: { Accept: 'text/html' } }],
  ['JSON', '/api/cameras', 200],
  ['a refusal', '/api/cameras', 401, { signedIn: false }],
  ['what there is not', '/nowhere', 404],
  ['a method that is not for it', '/api/cameras', 405, { method: 'PUT' }],
  ['a file', '/static/chunk-AB12CD34.js', 200],
])('%s carries all of them', async (_, path, status, init) => {
  const answer = await headersOf(path, init)
  expect([answer.status, answer.headers]).toEqual([status, expect.objectContaining(usual)])
})

test.each<[string, number, string, Asked?]>([
  ['/publish', 200, 'camera=(self), microphone=(self)'],
  ['/publish', 304, 'camera=(self), microphone=(self)', { headers: { 'If-None-Match': 'W/"1"' } }],
  ['/publish', 401, 'camera=(), microphone=()', { signedIn: false, headers: { Accept: 'text/html' } }],
  ['/cameras/front', 200, 'camera=(), microphone=()'],
  ['/publish/', 404, 'camera=(), microphone=()'],
])('%s, answered %s, may use %s', async (path, status, permissions, init) => {
  const answer = await headersOf(path, init)
  expect([answer.status, answer.headers['permissions-policy']]).toEqual([
    status,
    `${permissions}, geolocation=(), usb=()`,
  ])
})

test.each([
  ['a picture', '/cameras/front/still.jpg', 'image/jpeg'],
  ['a stream', '/cameras/front/stream.mjpg', 'multipart/x-mixed-replace; boundary=ffmpeg'],
  ['a playlist', '/cameras/front/hls/media.m3u8', 'application/vnd.apple.mpegurl'],
])('%s is kept by nobody and is no page', async (_, path, type) => {
  const { headers } = await headersOf(path)
  expect(headers).toMatchObject({
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'content-type': expect.stringContaining(type.split('=')[0] ?? ''),
  })
})

describe('frames', () => {
  test('of others may be had by those who are named', async () => {
    const { headers } = await headersOf('/', { frame: ['https://home.example.com', 'http://192.168.1.2:8123'] })
    expect(headers['content-security-policy']).toBe(csp('https://home.example.com http://192.168.1.2:8123'))
    expect(headers['x-frame-options']).toBeUndefined()
  })
})

describe('scripts of others', () => {
  const dash = 'https://dash.example'
  const cors = (headers: Record<string, string>) =>
    Object.entries(headers).filter(([name]) => name.startsWith('access-control-'))

  test.each([
    ['where nobody is named', [], dash],
    ['where somebody else is', ['https://other.example'], dash],
    ['by a name that begins like theirs', [dash], `${dash}.evil.example`],
    ['in a sandbox', [dash], 'null'],
  ])('may not read, %s', async (_, origins, origin) => {
    const { headers } = await headersOf('/api/cameras', { cors: origins, headers: { Origin: origin } })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  test('may read where they are named, never with our cookie', async () => {
    const { status, headers } = await headersOf('/api/cameras', { cors: [dash], headers: { Origin: dash } })
    expect([status, cors(headers)]).toEqual([
      200,
      [
        ['access-control-allow-origin', dash],
        [
          'access-control-expose-headers',
          'X-Tunnelcam-Sequence,X-Tunnelcam-Captured-At,X-Tunnelcam-Age,X-Tunnelcam-Skipped',
        ],
      ],
    ])
    expect(headers.vary).toContain('Origin')
  })

  test('may read why they may not', async () => {
    const { status, headers } = await headersOf('/api/cameras', {
      cors: [dash],
      headers: { Origin: dash },
      signedIn: false,
    })
    expect([status, headers['access-control-allow-origin']]).toEqual([401, dash])
  })

  test('may ask whether they may send a code', async () => {
    const asked = {
      Origin: dash,
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'authorization',
    }
    const { status, headers } = await headersOf('/api/cameras', {
      cors: [dash],
      method: 'OPTIONS',
      headers: asked,
      signedIn: false,
    })
    expect([status, headers['access-control-allow-origin'], headers['access-control-allow-headers']]).toEqual([
      204,
      dash,
      'authorization',
    ])
    expect(headers['access-control-allow-credentials']).toBeUndefined()
  })
})

test('nothing tells what we are made of, nor a stack', async () => {
  const { app, hub } = await house({ open: true })
  Object.defineProperty(hub, 'cameras', {
    get: () => {
      throw new Error('a secret of ours')
    },
  })
  const broken = await app.request('/api/cameras')
  const text = await broken.text()
  expect([broken.status, JSON.parse(text)]).toEqual([
    500,
    { error: { code: 'internal', message: 'The server made a mistake; its log says which.' } },
  ])
  for (const response of [broken, await app.request('/healthz')])
    expect(['Server', 'X-Powered-By', 'Via'].map(name => response.headers.get(name))).toEqual([null, null, null])
})
