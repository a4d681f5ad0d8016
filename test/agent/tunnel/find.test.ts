import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AgentError } from '../../../src/agent/error.ts'
import { findCloudflared } from '../../../src/agent/tunnel/find.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunnelcam-find-'))
  await program('cloudflared', 'echo "cloudflared version 2026.8.2 (built 2026-08-20-1000 UTC)"')
  await program('old', 'echo "cloudflared version 2025.4.1 (built 2025-04-20-1000 UTC)"')
  await program('edge', 'echo "cloudflared version 2025.4.2 (built 2025-04-30-1000 UTC)"')
  await program('own', 'echo "cloudflared version DEV (built unknown)"')
  await program('other', 'echo "I am something else"')
})
afterAll(() => rm(folder, { recursive: true }))

async function program(name: string, script: string) {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`)
  await chmod(join(folder, name), 0o755)
}

const at = (name: string) => join(folder, name)
const refusal = async (options: Parameters<typeof findCloudflared>[0]) => {
  const error = await findCloudflared(options).catch((error: unknown) => error)
  return error instanceof AgentError ? [error.code, error.message.replaceAll(folder, '')] : error
}

describe('cloudflared is looked for', () => {
  test('first by option, then by CLOUDFLARED_BIN, then on PATH', async () => {
    const env = { PATH: folder, CLOUDFLARED_BIN: at('old') }
    const found = async (options: Parameters<typeof findCloudflared>[0]) => {
      const { foundBy, path } = await findCloudflared(options)
      return [foundBy, path]
    }
    expect(await found({ option: at('own'), env })).toEqual(['option', at('own')])
    expect(await found({ option: 'own', env })).toEqual(['option', at('own')])
    expect(await found({ env })).toEqual(['environment', at('old')])
    expect(await found({ env: { PATH: folder } })).toEqual(['PATH', at('cloudflared')])
  })

  test.each([
    ['cloudflared', '2026.8.2', true],
    ['edge', '2025.4.2', true],
    ['old', '2025.4.1', false],
    ['own', 'DEV', true],
  ])('and %s says its version %s; whether it hands streams on at once: %s', async (name, version, streams) => {
    expect(await findCloudflared({ option: at(name), env: {} })).toMatchObject({ version, streams })
  })

  test('and what is wrong is said', async () => {
    expect(await refusal({ env: { PATH: '/nowhere' } })).toEqual([
      'cloudflared_missing',
      'A tunnel needs cloudflared, which was not found.',
    ])
    expect(await refusal({ option: at('none'), env: {} })).toEqual([
      'cloudflared_missing',
      '--cloudflared /none: There is no program at /none.',
    ])
    expect(await refusal({ env: { CLOUDFLARED_BIN: at('other') } })).toEqual([
      'cloudflared_broken',
      'CLOUDFLARED_BIN /other: /other is not cloudflared: it does not answer to --version as cloudflared does.',
    ])
  })

  test('and how to install it comes with whose terms it is under', async () => {
    const error = await findCloudflared({ env: {} }).catch((error: unknown) => error)
    expect(error).toMatchObject({ hint: /^Install it .*A tunnel comes under Cloudflare's terms: https:/ })
  })
})
