import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { gone } from '../agent/process/alive.ts'
import { type FakeCloudflared, fakeCloudflared } from '../support/fakeCloudflared.ts'
import { runProgram } from '../support/program.ts'

let cwd: string
let fake: FakeCloudflared
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'tunnelcam-doctor-'))
  fake = await fakeCloudflared({ offline: true })
})
afterEach(async () => {
  for (const { pid } of await fake.runs()) await gone(pid)
  await fake.close()
  await rm(cwd, { recursive: true })
})

function doctor(args: readonly string[]) {
  const env = { ...fake.env, CLOUDFLARED_BIN: fake.path, HOME: cwd, XDG_CONFIG_HOME: cwd, NO_COLOR: '1' }
  return runProgram(['doctor', ...args], { cwd, env })
}

describe('tunnelcam doctor', () => {
  test('opens no tunnel unless it is asked to', async () => {
    expect((await doctor([])).output).not.toMatch(/^. Tunnel/m)
    expect(await fake.runs()).toEqual([])
  })

  test('--tunnel says why no tunnel opens, and leaves no cloudflared behind', async () => {
    const { code, output } = await doctor(['--tunnel'])
    expect(code).toBe(1)
    expect(output).toMatch(/^Measuring a tunnel: a minute or two\.$/m)
    expect(output).toMatch(
      /^✗ Tunnel +cloudflared could not open a tunnel \(exit code 1\)\. It said: .*no such host\.$/m,
    )
    expect(output).toMatch(/^No picture from anywhere yet: mend what has a ✗\.$/m)
    expect(await fake.runs()).toHaveLength(1)
  })

  test('--tunnel needs cloudflared, and says how to get it', async () => {
    const { code, output } = await doctor(['--tunnel', '--cloudflared', '/nowhere/cloudflared'])
    expect(code).toBe(1)
    expect(output).toMatch(/^! cloudflared .*There is no program at \/nowhere\/cloudflared\.\n +mend: /m)
    expect(output).toMatch(/^✗ Tunnel +can’t be opened without cloudflared$/m)
  })

  test('--tunnel-hostname needs the token of that tunnel; as JSON, nothing but JSON is printed', async () => {
    const { code, output } = await doctor(['--tunnel-hostname', 'cam.example.com', '--json'])
    expect([code, JSON.parse(output)]).toMatchObject([
      1,
      {
        well: false,
        findings: expect.arrayContaining([
          {
            state: 'missing',
            what: 'Tunnel',
            detail: 'The tunnel of cam.example.com needs its token, and there is none.',
            mend: expect.stringContaining('--tunnel-token-file'),
          },
        ]),
      },
    ])
  })

  test('--tunnel-token is refused, and not shown', async () => {
    const { code, output } = await doctor(['--tunnel', '--tunnel-token=eyJhIjoiYiJ9'])
    expect([code, output]).toEqual([2, expect.stringContaining('every user of this machine can read a command line')])
    expect(output).not.toContain('eyJ')
  })
})
