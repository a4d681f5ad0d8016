import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'

const MB = 1 << 20
const startedSchema = z.object({ port: z.int(), codes: z.object({ owner: z.string(), viewer: z.string() }) })
const memorySchema = z.object({ rss: z.number(), held: z.number() })
const attackSchema = z.object({ statuses: z.record(z.string(), z.number()), cookies: z.number(), seconds: z.number() })

let folder: string
let server: ChildProcess
let attacker: ChildProcess
let started: z.output<typeof startedSchema>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunnelcam-wrongCodes-'))
  server = fork(join(import.meta.dirname, 'server.mjs'), [folder], { execArgv: ['--expose-gc'] })
  attacker = fork(join(import.meta.dirname, 'attacker.mjs'))
  started = startedSchema.parse((await once(server, 'message'))[0])
})
afterAll(async () => {
  for (const child of [server, attacker]) {
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  await rm(folder, { recursive: true })
})

async function answerOf<T>(child: ChildProcess, question: object, schema: z.ZodType<T>): Promise<T> {
  const answer = once(child, 'message')
  child.send(question)
  return schema.parse((await answer)[0])
}

/** Wrong codes, so many, from one address (203.0.113.9) or each from its own. */
const attack = (facts: { count: number; perSecond: number; addresses: 1 | 'many'; long?: boolean }) =>
  answerOf(attacker, { ...facts, port: started.port }, attackSchema)

/** Bytes of the server after all garbage is collected; the least of some looks, as closed sockets are freed later. */
async function memory() {
  const looks = []
  for (let look = 0; look < 5; look++) looks.push(await answerOf(server, {}, memorySchema))
  return { rss: Math.min(...looks.map(({ rss }) => rss)), held: Math.min(...looks.map(({ held }) => held)) }
}

const ask = (path: string, from: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${started.port}${path}`, {
    ...init,
    headers: { 'X-Forwarded-For': from, ...init.headers },
    signal: AbortSignal.timeout(20_000),
  })

const login = (code: string, from: string) =>
  ask('/login', from, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code }),
  })

/** Somebody else comes in, and then gets a playlist and a still as one browser does: how long each took, in ms. */
async function visit(from: string, session: string): Promise<number[]> {
  const times: number[] = []
  const headers = { Cookie: session }
  const asked = [
    () => login(started.codes.viewer, from),
    () => ask('/cameras/front/hls/media.m3u8', from, { headers }),
    () => ask('/cameras/front/still.jpg', from, { headers }),
  ]
  for (const one of asked) {
    const startedAt = performance.now()
    const answer = await one()
    await answer.arrayBuffer()
    times.push(performance.now() - startedAt)
    expect(answer.status).toBe(200)
  }
  return times
}

const sessionOf = (answer: Response) => answer.headers.get('Set-Cookie')?.split(';')[0] ?? ''

async function visits(goOn: (count: number) => boolean): Promise<number> {
  const [from, times] = ['198.51.100.7', [] as number[]]
  const session = sessionOf(await login(started.codes.viewer, from))
  for (let count = 0; goOn(count); count++) times.push(...(await visit(from, session)))
  return times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN
}

describe('ten thousand wrong codes from one address', () => {
  const count = 10_000
  let result: z.output<typeof attackSchema>
  let medians: { before: number; during: number; after: number }
  let grown: { rss: number; held: number }
  beforeAll(async () => {
    await attack({ count: 2000, perSecond: 2000, addresses: 'many' }) // what is compiled and pooled once is no growth
    const before = await visits(at => at < 60)
    const memoryBefore = await memory()
    let over = false
    const attacking = attack({ count, perSecond: 1000, addresses: 1 }).finally(() => {
      over = true
    })
    const during = await visits(() => !over)
    result = await attacking
    const memoryAfter = await memory()
    grown = { rss: memoryAfter.rss - memoryBefore.rss, held: memoryAfter.held - memoryBefore.held }
    medians = { before, during, after: await visits(at => at < 60) }
  }, 120_000)

  test('within a minute let nobody in', () => {
    const { statuses, cookies, seconds } = result
    expect(seconds).toBeLessThan(60)
    expect(Object.keys(statuses)).toEqual(['401', '429'])
    expect([(statuses[401] ?? 0) + (statuses[429] ?? 0), cookies]).toEqual([count, 0])
    expect(statuses[401]).toBeLessThan(100) // so many were looked at
  })

  test('nor the right one from there, while it has to wait', async () => {
    for (const answer of [
      await login(started.codes.owner, '203.0.113.9'),
      await ask('/api/me', '203.0.113.9', { headers: { Authorization: `Bearer ${started.codes.owner}` } }),
    ]) {
      expect(answer.status).toBe(429)
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(60)
      expect(await answer.json()).toMatchObject({ error: { code: 'too_many_attempts' } })
    }
  })

  test('but who came in before, from there too, watches on', async () => {
    const cookie = sessionOf(await login(started.codes.viewer, '198.51.100.7'))
    const { status } = await ask('/cameras/front/still.jpg', '203.0.113.9', { headers: { Cookie: cookie } })
    expect(status).toBe(200)
  })

  test('slow nobody else down', () => {
    // Its own work and that of the attack share this machine; whoever had to wait with the attacker would wait minutes.
    expect(medians.during / Math.max(medians.before, medians.after)).toBeLessThan(10)
  })

  test('take less than 10 MB of memory', () => {
    expect(grown.held / MB).toBeLessThan(10)
    expect(grown.rss / MB).toBeLessThan(10)
  })
})

describe('wrong codes, each from an address of its own', () => {
  test.each([
    ['ten thousand', { count: 10_000, long: false }],
    ['five thousand, with headers as long as may be', { count: 5000, long: true }],
  ])('%s: take less than 10 MB of memory', { timeout: 120_000 }, async (_, { count, long }) => {
    const before = await memory()
    const { statuses, cookies } = await attack({ count, long, perSecond: 2000, addresses: 'many' })
    const after = await memory()
    expect([statuses, cookies]).toEqual([{ 401: count }, 0])
    expect((after.held - before.held) / MB).toBeLessThan(10)
  })
})
