import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AgentError } from '../../../src/agent/error.ts'
import type { TunnelPlan } from '../../../src/agent/tunnel/command.ts'
import { type OwnTunnel, openOwnTunnel, type Served } from '../../../src/cli/doctor/ownTunnel.ts'
import { examineThroughTunnel, type Measuring } from '../../../src/cli/doctor/throughTunnel.ts'
import { CliError } from '../../../src/cli/error.ts'
import { Hub } from '../../../src/hub/hub.ts'
import { listen } from '../../../src/runtimes/node.ts'
import { gone } from '../../agent/process/alive.ts'
import { type Edge, type EdgeOptions, startEdge } from '../../support/edge.ts'
import { type FakeCloudflared, fakeCloudflared, type Scenario } from '../../support/fakeCloudflared.ts'
import { givenGate } from '../../support/gate.ts'
import { type Visitor, visitor } from '../../support/visitor.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const staticFolder = new URL('../../../static/', import.meta.url)
const url = 'https://words-like-this.trycloudflare.com'
const named: TunnelPlan = { kind: 'named', hostname: 'cam.example.com', token: 'eyJhIjoiYiJ9' }

let fake: FakeCloudflared
let edge: Edge | undefined
let somebody: Visitor | undefined
/** Servers that were started and not closed. */
let serving: number
beforeEach(() => {
  serving = 0
})
afterEach(async () => {
  somebody?.leave()
  await edge?.close()
  edge = undefined
  for (const { pid } of await fake.runs()) await gone(pid)
  await fake.close()
  expect(serving).toBe(0)
})

async function serve(port: number): Promise<Served> {
  const gate = await givenGate({ open: false })
  const server = await listen({ hub: new Hub(), host: '127.0.0.1', port, gate, log, staticFolder })
  serving++
  return {
    url: server.url,
    authorization: `Bearer ${gate.access.printedCodes.owner}`,
    close: async () => {
      await server.close()
      serving--
    },
  }
}

async function ownTunnel(scenario: Scenario, rest: Partial<OwnTunnel> = {}): Promise<OwnTunnel> {
  fake = await fakeCloudflared(scenario)
  const env = { ...process.env, ...fake.env }
  return { plan: { kind: 'quick' }, path: fake.path, env, port: 0, serve, signal: AbortSignal.timeout(20_000), ...rest }
}

/** The way through a stand-in for Cloudflare, which needs to know where our server is. */
function throughEdge(own: OwnTunnel, options: Partial<EdgeOptions>): Measuring {
  const theirs = () => {
    if (!somebody) throw new Error('the tunnel is not open yet')
    return somebody
  }
  const measured = async (port: number) => {
    const served = await serve(port)
    edge = await startEdge({ origin: served.url, ...options })
    somebody = visitor(edge)
    return served
  }
  return {
    running: async () => undefined,
    open: () => openOwnTunnel({ ...own, serve: measured }),
    fetch: (address, init) => theirs().fetch(address, init),
    connect: (address, headers) => theirs().connect(address, headers),
    signal: own.signal,
  }
}

const nobody = { running: async () => undefined, fetch, connect: () => expect.fail('not to be asked') }

describe('a tunnel of the doctor’s own', () => {
  test.each<[string, Partial<EdgeOptions>, string[]]>([
    ['that is slow', { delayMs: 40 }, ['ok', 'ok', 'ok', 'ok', 'ok']],
    ['that holds streams back', { buffersGet: true }, ['ok', 'gap', 'ok', 'ok', 'ok']],
  ])('%s is measured, and closed', async (_, options, states) => {
    const findings = await examineThroughTunnel(throughEdge(await ownTunnel({ opensAfterMs: 100 }), options))
    expect(findings[0]).toEqual({ state: 'ok', what: 'Tunnel', detail: `${url}, opened to be measured` })
    expect(findings.map(({ what }) => what)).toEqual(['Tunnel', 'Streams', 'WebSocket', 'Throughput', 'Delivery'])
    expect(findings.map(({ state }) => state)).toEqual(states)
    expect(await fake.runs()).toHaveLength(1)
  })

  test.each<[string, Scenario, Partial<OwnTunnel>, object]>([
    [
      'without a network',
      { offline: true },
      {},
      {
        detail: expect.stringMatching(
          /^cloudflared could not open a tunnel \(exit code 1\)\. It said: failed to request/,
        ),
      },
    ],
    [
      'whose token is refused',
      {},
      { plan: { ...named, token: 'nonsense' } },
      { detail: expect.stringMatching(/^cloudflared does not take the tunnel's token: copy it anew/) },
    ],
    [
      'that does not open in time',
      { opensAfterMs: 600_000 },
      { withinMs: 500 },
      {
        detail: 'No tunnel opens within 1 s.',
        mend: 'let this machine reach the internet on port 7844, over UDP or TCP',
      },
    ],
    ['that opens, and leads nowhere yet', {}, {}, { detail: `${url} can't be reached: its name is not known (yet).` }],
  ])('%s is told, and closed', async (_, scenario, rest, finding) => {
    const own = await ownTunnel(scenario, rest)
    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
    const findings = await examineThroughTunnel({
      ...nobody,
      open: () => openOwnTunnel(own),
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause: unknown })),
      signal: own.signal,
      reachedWithinMs: 0,
    })
    expect(findings).toEqual([{ state: 'missing', what: 'Tunnel', ...finding }])
  })

  test('of one’s own that leads to a port that is taken opens nothing', async () => {
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const own = await ownTunnel({}, { plan: named, port })
    await expect(openOwnTunnel(own)).rejects.toMatchObject({
      message: `The tunnel of cam.example.com leads to port ${port}, which another program has.`,
    })
    expect(await fake.runs()).toEqual([])
    await new Promise(resolve => server.close(resolve))
  })

  test('is closed too when the doctor is told to stop', async () => {
    const stopping = new AbortController()
    const own = await ownTunnel({ opensAfterMs: 600_000 }, { signal: stopping.signal })
    const opening = openOwnTunnel(own)
    stopping.abort(new Error('enough'))
    await expect(opening).rejects.toThrow('enough')
  })
})

test('the tunnel of a program that runs is measured as its owner, and left open', async () => {
  fake = await fakeCloudflared()
  const served = await serve(0)
  edge = await startEdge({ origin: served.url, hostname: 'cam.example.com' })
  somebody = visitor(edge)
  const findings = await examineThroughTunnel({
    ...somebody,
    running: async () => ({ url: 'https://cam.example.com', authorization: served.authorization }),
    open: () => expect.fail('there is one'),
    signal: AbortSignal.timeout(20_000),
  })
  expect(findings[0]).toMatchObject({ state: 'ok', detail: 'https://cam.example.com, of the program that runs' })
  expect(new Set(edge.requests.slice(1).map(({ headers }) => headers.authorization))).toEqual(
    new Set([served.authorization]),
  )
  await served.close()
})

test.each<[string, Error, object]>([
  ['no cloudflared', new AgentError('cloudflared_missing', 'A tunnel needs …', { hint: 'Install …' }), {}],
  [
    'another mistake',
    new CliError(2, 'There is none.', { hint: 'Copy it.' }),
    { detail: 'There is none.', mend: 'Copy it.' },
  ],
])('%s is a finding', async (_, error, finding) => {
  fake = await fakeCloudflared()
  const open = () => Promise.reject(error)
  expect(await examineThroughTunnel({ ...nobody, open, signal: AbortSignal.timeout(1000) })).toEqual([
    { state: 'missing', what: 'Tunnel', detail: 'can’t be opened without cloudflared', ...finding },
  ])
})
