import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepTunnel } from '../../../src/agent/tunnel/keep.ts'
import type { TunnelEnd, TunnelRun } from '../../../src/agent/tunnel/run.ts'
import { Tunnel } from '../../../src/hub/tunnel.ts'
import { silentLog } from '../given.ts'
import { ManualClock } from '../manualClock.ts'

let clock: ManualClock
let tunnel: Tunnel
let stop: AbortController
let kept: Promise<void>
const starts: { at: number; protocol: string }[] = []
let running: { run: TunnelRun; end: (end: TunnelEnd) => void } | undefined

beforeEach(async () => {
  clock = new ManualClock()
  tunnel = new Tunnel()
  stop = new AbortController()
  starts.length = 0
  kept = keepTunnel(tunnel, {
    run: run =>
      new Promise(resolve => {
        starts.push({ at: clock.now(), protocol: run.protocol })
        running = { run, end: resolve }
      }),
    log: silentLog,
    clock,
    random: () => 0.5,
    signal: stop.signal,
  })
  await clock.advance(0)
})

afterEach(async () => {
  stop.abort()
  await end({ kind: 'stopped' })
  await kept
})

async function end(end: TunnelEnd): Promise<void> {
  running?.end(end)
  await clock.advance(0)
}

const failed = { kind: 'failed', code: 'no_tunnel', reason: 'No tunnel.', hopeless: false, openMs: 0 } as const

test('a tunnel that does not open is tried ever more rarely, and is lost with its reason meanwhile', async () => {
  for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
    await end(failed)
    expect(tunnel.state).toMatchObject({ kind: 'lost', reason: 'No tunnel.' })
    await clock.advance(seconds * 1000)
  }
  expect(starts.map(({ at }) => at / 1000)).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183])
  expect(tunnel.restarts).toBe(8)
})

test('only a tunnel that was open for ten seconds is tried soon again', async () => {
  await end({ ...failed, openMs: 9_999 })
  await clock.advance(1000)
  await end({ ...failed, openMs: 9_999 })
  await clock.advance(1000)
  expect(starts).toHaveLength(2)
  await clock.advance(1000)
  await end({ ...failed, openMs: 10_000 })
  await clock.advance(1000)
  expect(starts).toHaveLength(4)
})

test('a tunnel that is late is started over HTTP/2 at once, and stays with it', async () => {
  expect(running?.run.onLate(undefined, false)).toBe('end')
  await end({ kind: 'late' })
  expect(tunnel.state.kind).toBe('starting')
  expect(running?.run.onLate('no route to host', false)).toBe('wait')
  expect(tunnel.state).toMatchObject({ kind: 'lost', reason: /cloudflared said: no route to host\.$/ })
  await end(failed)
  await clock.advance(1000)
  expect(starts).toEqual([
    { at: 0, protocol: 'auto' },
    { at: 0, protocol: 'http2' },
    { at: 1000, protocol: 'http2' },
  ])
})

test('a tunnel that was open over HTTP/2 and does not come back may go over QUIC again', async () => {
  await end({ kind: 'late' })
  running?.run.onReady('https://a.example')
  running?.run.onLost(undefined)
  expect(running?.run.onLate(undefined, true)).toBe('end')
  await end({ kind: 'late' })
  expect(starts.map(({ protocol }) => protocol)).toEqual(['auto', 'http2', 'auto'])
})

test('a tunnel for which there is no hope is not tried again', async () => {
  await end({ ...failed, code: 'token_refused', reason: 'The token is wrong.', hopeless: true })
  await kept
  expect(tunnel.state).toMatchObject({ kind: 'lost', reason: 'The token is wrong.' })
})
