import { expect, test } from 'vitest'
import { type Flags, withFlags } from '../../src/cli/flags.ts'
import { parseConfig } from '../../src/config/parse.ts'

const flags: Flags = { open: false, log: 'pretty', logLevel: 'info', camera: {} }

/** The configuration with Cloudflare Access and these settings beside it. */
function given(access: string, more: Partial<Flags> = {}) {
  const cloudflare = 'cloudflareAccess: { team: "https://my.cloudflareaccess.com", audience: abcdefgh }'
  const text = `access: { ${access} ${cloudflare} }\ncameras: [{ id: a, source: "test:" }]`
  return withFlags(parseConfig(text, 'a.yaml'), { ...flags, ...more })
}

test('Cloudflare Access is refused where nobody would be asked for it', () => {
  expect(() => given('')).toThrow(/^access\.cloudflareAccess: expected with a tunnel, or with trustedProxies/)
  expect(() => given('', { open: true })).toThrow(/nobody would have to be let in by it/)
})

test('Cloudflare Access goes with a tunnel, and with a proxy', () => {
  expect(given('', { tunnel: true }).access?.cloudflareAccess?.audience).toBe('abcdefgh')
  expect(given('trustedProxies: [127.0.0.1],').access?.cloudflareAccess?.audience).toBe('abcdefgh')
})
