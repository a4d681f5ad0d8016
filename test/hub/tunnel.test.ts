import { expect, test } from 'vitest'
import { Tunnel } from '../../src/hub/tunnel.ts'

const a = 'https://a.trycloudflare.com'
const b = 'https://b.trycloudflare.com'

test('a state keeps its time while its kind stays', () => {
  const tunnel = new Tunnel()
  const { since } = tunnel.state
  tunnel.setState({ kind: 'starting' })
  expect(tunnel.state).toEqual({ kind: 'starting', since })
  tunnel.setState({ kind: 'lost', reason: 'It rains.' })
  expect(tunnel.state).toEqual({ kind: 'lost', reason: 'It rains.', since: expect.any(Number) })
})

test('who asks for the next address is told when there is one that is not known', async () => {
  const tunnel = new Tunnel()
  const { signal } = new AbortController()
  const first = tunnel.nextUrl(undefined, signal)
  tunnel.setState({ kind: 'ready', url: a })
  expect(await first).toBe(a)
  const second = tunnel.nextUrl(a, signal)
  tunnel.setState({ kind: 'lost', reason: 'It rains.' })
  tunnel.setState({ kind: 'ready', url: a })
  tunnel.setState({ kind: 'ready', url: b })
  expect(await second).toBe(b)
  expect(await tunnel.nextUrl(a, signal)).toBe(b)
})

test('who does not want to know any more is let go', async () => {
  const asking = new AbortController()
  const next = new Tunnel().nextUrl(undefined, asking.signal)
  asking.abort()
  expect(await next).toBeUndefined()
})
