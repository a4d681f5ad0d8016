import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { gone } from '../../agent/process/alive.ts'
import { ownerCode } from '../../support/codes.ts'
import { type FakeCloudflared, fakeCloudflared, type Scenario } from '../../support/fakeCloudflared.ts'
import { type Program, runProgram, startProgram } from '../../support/program.ts'
import { until } from '../../support/until.ts'

const url = 'https://words-like-this.trycloudflare.com'
const twice = ['--open', '--yes-anyone-can-watch']

let cwd: string
let fake: FakeCloudflared
let program: Program | undefined
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'tunnelcam-tunnel-'))
})
afterEach(async () => {
  await program?.close()
  program = undefined
  await fake.close()
  await rm(cwd, { recursive: true })
})

async function surroundings(...scenarios: readonly Scenario[]) {
  fake = await fakeCloudflared(...scenarios)
  return { cwd, env: { ...fake.env, CLOUDFLARED_BIN: fake.path, HOME: cwd, XDG_CONFIG_HOME: cwd, NO_COLOR: '1' } }
}

const links = () => program?.log().filter(({ event }) => event === 'tunnel') ?? []

describe('tunnelcam --tunnel', () => {
  test('prints its address once it can be opened, tells it in the API, and leaves no cloudflared behind', async () => {
    program = await startProgram(['test:', '--tunnel', ...twice], await surroundings({ opensAfterMs: 300 }))
    await until('the address is printed', () => links().length > 0, 10_000)
    expect(links()).toMatchObject([{ level: 'info', url, msg: `From anywhere at ${url}` }])
    const headers = { Authorization: `Bearer ${await ownerCode(program)}` }
    const answer = await (await fetch(`${program.address}/api/tunnel`, { headers })).json()
    expect(answer).toMatchObject({ tunnel: { kind: 'ready', url } })
    expect(await fake.tell('visit')).toBe(200) // it leads to us
    const [run] = await fake.runs()
    expect(await program.end()).toMatchObject({ code: 0 })
    await gone(run?.pid ?? Number.NaN)
  })

  test('prints a new address, and what it takes the place of', async () => {
    const other = 'https://other-words.trycloudflare.com'
    program = await startProgram(['test:', '--tunnel', ...twice], await surroundings({}, { url: other }))
    await until('the address is printed', () => links().length > 0, 10_000)
    await fake.tell('exit?code=1')
    await until('the new address is printed', () => links().length > 1, 10_000)
    expect(links()[1]).toMatchObject({ url: other, before: url })
  })

  test('leaves no cloudflared behind when it is killed', async () => {
    program = await startProgram(['test:', '--tunnel', ...twice], await surroundings({ ignoresSigterm: true }))
    await until('the address is printed', () => links().length > 0, 10_000)
    const [run] = await fake.runs()
    await program.end('SIGKILL')
    await gone(run?.pid ?? Number.NaN)
  })

  test('opens the tunnel of the configuration; its token is in no output and in no command line', async () => {
    const given = await surroundings({})
    await writeFile(join(cwd, 'token'), 'eyJhIjoiczNjcmV0In0=')
    await writeFile(
      join(cwd, 'tunnelcam.yaml'),
      'open: true\nyesAnyoneCanWatch: true\ntunnel: { kind: named, hostname: cam.example.com, tokenFile: token }\ncameras: [{ id: a, source: "test:" }]',
    )
    program = await startProgram(['--log-level', 'debug'], given)
    await until('the address is printed', () => links().length > 0, 10_000)
    expect(links()).toMatchObject([{ url: 'https://cam.example.com' }])
    const [run] = await fake.runs()
    expect(run?.env.TUNNEL_TOKEN).toBe('eyJhIjoiczNjcmV0In0=')
    expect(run?.argv.join(' ') + program.output()).not.toContain('eyJ')
  })
})

describe('tunnelcam --tunnel refuses', () => {
  test('to put a camera on the internet unless it is said twice', async () => {
    const { code, output } = await runProgram(['test:', '--tunnel', '--open'], await surroundings())
    expect([code, output]).toEqual([
      2,
      'tunnelcam: With --open a tunnel would let anyone on the internet who has or finds its address watch. Leave it out, and only who has the link may; to have it all the same, say it twice: --open --yes-anyone-can-watch.\n',
    ])
    expect(await fake.runs()).toEqual([])
  })

  test('to start without cloudflared, and says how to get it and under whose terms', async () => {
    const args = ['test:', '--port', '0', '--tunnel', ...twice, '--cloudflared', '/nowhere/cloudflared']
    const { code, output } = await runProgram(args, await surroundings())
    expect(code).toBe(1)
    expect(output).toMatch(
      /^tunnelcam: --cloudflared \/nowhere\/cloudflared: There is no program at .*\n {11}Install it .*Cloudflare's terms: https:/,
    )
  })
})
