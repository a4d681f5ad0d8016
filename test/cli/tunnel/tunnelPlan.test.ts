import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CliError } from '../../../src/cli/error.ts'
import { tunnelPlan } from '../../../src/cli/tunnel/tunnelPlan.ts'
import type { TunnelConfig } from '../../../src/config.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunnelcam-token-'))
  await writeFile(join(folder, 'token'), 'eyJhIjoiYiJ9==\n')
  await writeFile(join(folder, 'command'), 'sudo cloudflared service install eyJhIjoiYiJ9\n')
  await writeFile(join(folder, 'nonsense'), 'my token\n')
})
afterAll(() => rm(folder, { recursive: true }))

async function plan(config: TunnelConfig, env: Record<string, string> = {}) {
  const tokenFile = config.tokenFile === undefined ? {} : { tokenFile: join(folder, config.tokenFile) }
  return tunnelPlan({ ...config, ...tokenFile }, env).catch((error: unknown) => {
    if (error instanceof CliError && error.exitCode === 2) return error.message.replaceAll(folder, '')
    throw error
  })
}

const named = { kind: 'named', hostname: 'a.example.com' } as const

test.each<[string, TunnelConfig, Record<string, string>, unknown]>([
  ['a quick tunnel', { kind: 'quick' }, {}, { kind: 'quick' }],
  ['a token in the environment', named, { TUNNEL_TOKEN: 'eyJ' }, { ...named, token: 'eyJ' }],
  ['a token in a file', { ...named, tokenFile: 'token' }, {}, { ...named, token: 'eyJhIjoiYiJ9==' }],
  ['a whole command in the file', { ...named, tokenFile: 'command' }, {}, { ...named, token: 'eyJhIjoiYiJ9' }],
  ['both: the file', { ...named, tokenFile: 'token' }, { TUNNEL_TOKEN: 'eyJ' }, { ...named, token: 'eyJhIjoiYiJ9==' }],
  ['no token', named, {}, 'The tunnel of a.example.com needs its token, and there is none.'],
  ['no such file', { ...named, tokenFile: 'none' }, {}, "The token file /none can't be read: ENOENT."],
  [
    'no token in the file',
    { ...named, tokenFile: 'nonsense' },
    {},
    'There is no tunnel token in /nonsense: it begins with eyJ.',
  ],
  [
    'a token without a name',
    { kind: 'quick' },
    { TUNNEL_TOKEN: 'eyJ' },
    'TUNNEL_TOKEN is set, but not which name its tunnel has at Cloudflare.',
  ],
])('the plan for a tunnel: %s', async (_, config, env, expected) => expect(await plan(config, env)).toEqual(expected))
