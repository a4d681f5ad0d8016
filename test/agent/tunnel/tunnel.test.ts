import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Clock, machineClock } from '../../../src/agent/clock.ts'
import type { TunnelPlan } from '../../../src/agent/tunnel/command.ts'
import type { TunnelTools } from '../../../src/agent/tunnel/run.ts'
import { type OpenTunnel, startTunnel } from '../../../src/agent/tunnel/tunnel.ts'
import { Tunnel } from '../../../src/hub/tunnel.ts'
import { type FakeCloudflared, fakeCloudflared, type Scenario } from '../../support/fakeCloudflared.ts'
import { gone, processName } from '../process/alive.ts'

const patient = { timeout: 10_000, interval: 10 }
// Waits are a twentieth of what they are; what is measured is real time.
const hasty: Clock = { now: machineClock.now, sleep: (ms, signal) => machineClock.sleep(ms / 20, signal) }
const quick: TunnelPlan = { kind: 'quick' }
const named: TunnelPlan = { kind: 'named', hostname: 'cam.example.com', token: 'eyJhIjoiYiJ9' }
const url = 'https://words-like-this.trycloudflare.com'

let origin: string
let fake: FakeCloudflared
let tunnel: Tunnel
let open: OpenTunnel
let seen: string[]
let said: string[]
let watching: AbortController

async function start(scenarios: readonly Scenario[], plan = quick, tools: Partial<TunnelTools> = {}, env = {}) {
  fake = await fakeCloudflared(...scenarios)
  tunnel = new Tunnel()
  const line = (level: string) => (_: object, message: string) => void said.push(`${level} ${message}`)
  const log = { debug: () => undefined, info: line('info'), warn: line('warn'), error: line('error') }
  void watch(watching.signal)
  const options = { tunnel, plan, origin, log, path: fake.path, env: { ...process.env, ...fake.env, ...env } }
  open = startTunnel({ ...options, tools: { clock: hasty, ...tools } })
}

async function watch(signal: AbortSignal) {
  while (!signal.aborted) {
    const { state } = tunnel
    seen.push(state.kind === 'ready' ? state.url : state.kind === 'lost' ? `lost: ${state.reason}` : state.kind)
    await tunnel.stateChanged.next(signal)
  }
}

const reaches = (...states: string[]) => vi.waitFor(() => expect(seen).toEqual(states), patient)
const runs = (count: number) =>
  vi.waitFor(async () => {
    const all = await fake.runs()
    expect(all.length).toBeGreaterThanOrEqual(count)
    return all
  }, patient)

beforeEach(() => {
  origin = 'http://127.0.0.1:8080'
  seen = []
  said = []
  watching = new AbortController()
})
afterEach(async () => {
  await open.stop()
  watching.abort()
  await fake.close()
})

describe('a tunnel', () => {
  test.each<[string, Scenario]>([
    ['that logs JSON', {}],
    ['that logs text', { text: true }],
    ['whose address is not among its lines', { noBox: true }],
  ])('%s is ready when it can be opened', async (_, scenario) => {
    await start([scenario])
    await reaches('starting', url)
    expect(said).toEqual([])
  })

  test('is not ready when its address is known, but only when it is registered', async () => {
    await start([{ opensAfterMs: 600_000 }])
    await runs(1)
    await vi.waitFor(async () => expect((await fake.runs())[0]?.metrics).toBeDefined(), patient)
    expect(seen).toEqual(['starting'])
    await fake.tell('regain')
    await reaches('starting', url)
  })

  test('with a name of its own has that name, and its token is in no command line and no log', async () => {
    await start([{}], named)
    await reaches('starting', 'https://cam.example.com')
    const [run] = await fake.runs()
    expect(run?.argv).toEqual(['tunnel', '--config', '/dev/null', 'run'])
    expect(run?.env.TUNNEL_TOKEN).toBe('eyJhIjoiYiJ9')
    expect(said.join()).not.toContain('eyJ')
  })

  test('goes over HTTP/2 when QUIC does not get through in time', async () => {
    await start([{ blocks: 'quic' }], quick, { readyWithinMs: 500 })
    await vi.waitFor(() => expect(seen.at(-1)).toBe(url), patient)
    expect((await fake.runs()).map(({ env }) => env.TUNNEL_TRANSPORT_PROTOCOL)).toEqual(['auto', 'http2'])
    expect(said[0]).toBe('warn The tunnel does not open in time. Trying HTTP/2 (TCP port 7844).')
  })

  test('says so when neither gets through, and is tried on', async () => {
    await start([{ blocks: 'all' }], quick, { readyWithinMs: 500 })
    await reaches(
      'starting',
      "lost: Cloudflare can't be reached, neither over UDP nor over TCP port 7844; it is tried on. cloudflared said: Failed to dial a quic connection: failed to dial to edge with quic: timeout: no recent network activity.",
    )
    expect(await fake.runs()).toHaveLength(2)
    await fake.tell('regain')
    await vi.waitFor(() => expect(seen.at(-1)).toBe(url), patient)
  })

  test('that breaks off is lost with its reason, and comes back under the same address', async () => {
    await start([{}])
    await reaches('starting', url)
    await fake.tell('lose')
    const lost =
      'lost: The connection to Cloudflare broke off; it is tried again. cloudflared said: Serve tunnel error: connection with edge closed.'
    await reaches('starting', url, lost)
    await fake.tell('regain')
    await reaches('starting', url, lost, url)
    expect(said.at(-1)).toBe(`info The tunnel is open again: ${url}`)
    expect(await fake.runs()).toHaveLength(1)
  })

  test('that broke off for too long is opened anew', async () => {
    await start([{}, { url: 'https://other-words.trycloudflare.com' }], quick, { backWithinMs: 300 })
    await reaches('starting', url)
    await fake.tell('lose')
    await vi.waitFor(() => expect(seen.at(-1)).toBe('https://other-words.trycloudflare.com'), patient)
  })

  test('whose program ends is started again, and its new address is told', async () => {
    const other = 'https://other-words.trycloudflare.com'
    await start([{}, { url: other }])
    await reaches('starting', url)
    const waiting = tunnel.nextUrl(url, AbortSignal.timeout(10_000))
    await fake.tell('exit?code=1')
    expect(await waiting).toBe(other)
    await reaches('starting', url, 'lost: cloudflared ended (exit code 1).', other)
    expect(said).toEqual(['warn tunnel lost: cloudflared ended (exit code 1).'])
  })

  test('whose program is killed is started again', async () => {
    await start([{}])
    await reaches('starting', url)
    process.kill((await fake.runs())[0]?.pid ?? Number.NaN, 'SIGKILL')
    await reaches('starting', url, 'lost: cloudflared ended (SIGKILL).', url)
  })

  test('without a network is lost, and opened when there is one', async () => {
    await start([{ offline: true }, { offline: true }, {}])
    const reason =
      'lost: cloudflared could not open a tunnel (exit code 1). It said: failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: lookup api.trycloudflare.com: no such host.'
    await reaches('starting', reason, reason, url)
  })

  test('whose program knows an option less says that it may be too old', async () => {
    await start([{ usage: true }, {}])
    await reaches(
      'starting',
      "lost: cloudflared ended at once and opened no tunnel, as it does when it doesn't know an option: it may be too old.",
      url,
    )
  })

  test('whose token is refused says so, and is not tried again', async () => {
    await start([{}], { ...named, token: 'nonsense' })
    await reaches(
      'starting',
      "lost: cloudflared does not take the tunnel's token: copy it anew from the tunnel's page at Cloudflare. It said: Provided Tunnel token is not valid.",
    )
    await open.stop()
    expect(await fake.runs()).toHaveLength(1)
  })

  test('whose program is not there says so, and is tried again', async () => {
    fake = await fakeCloudflared({})
    tunnel = new Tunnel()
    void watch(watching.signal)
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    open = startTunnel({
      tunnel,
      plan: quick,
      origin,
      path: '/nowhere/cloudflared',
      env: {},
      log,
      tools: { clock: hasty },
    })
    await vi.waitFor(() => expect(seen[1]).toMatch(/^lost: cloudflared can't be started \(exit code 127\)\./), patient)
  })
})

describe('a configuration of the user for cloudflared', () => {
  let home: string
  let server: Server
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'tunnelcam-home-'))
    await mkdir(join(home, '.cloudflared'))
    await writeFile(join(home, '.cloudflared/config.yml'), 'ingress:\n  - service: http_status:404\n')
    server = createServer((_, response) => response.end('a camera'))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    server.close()
    await rm(home, { recursive: true })
  })

  test('does not get in the way', async () => {
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    origin = `http://127.0.0.1:${port}`
    await start([{}], quick, {}, { HOME: home })
    await reaches('starting', url)
    expect(await fake.tell('visit')).toBe(200)
  })
})

test('a program that ignores SIGTERM is gone when the tunnel is stopped', async () => {
  await start([{ ignoresSigterm: true }])
  await reaches('starting', url)
  const pid = (await fake.runs())[0]?.pid ?? Number.NaN
  expect(processName(pid)).toBeDefined()
  const before = performance.now()
  await open.stop()
  expect(performance.now() - before).toBeLessThan(4000)
  await gone(pid)
})

test('a tunnel that is stopped before it is open leaves nothing behind', async () => {
  await start([{ opensAfterMs: 600_000 }])
  const [run] = await runs(1)
  await open.stop()
  await gone(run?.pid ?? Number.NaN)
  expect(seen).toEqual(['starting'])
})
