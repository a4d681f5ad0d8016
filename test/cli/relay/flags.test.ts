import { expect, test } from 'vitest'
import type { CliError } from '../../../src/cli/error.ts'
import type { Flags } from '../../../src/cli/flags.ts'
import { relayOf } from '../../../src/cli/relay/flags.ts'
import type { Config, RelayConfig } from '../../../src/config.ts'

const given = (relay: RelayConfig | undefined, flags: Partial<Flags>) =>
  relayOf(
    { listen: { host: '127.0.0.1', port: 0 }, open: false, cameras: [], ...(relay && { relay }) } satisfies Config,
    {
      ...{ open: false, log: 'pretty', logLevel: 'info', camera: {} },
      ...flags,
    },
  )

test.each<[string, RelayConfig | undefined, Partial<Flags>]>([
  ['by https', undefined, { relay: 'https://cam.example.org' }],
  ['on this machine', undefined, { relay: 'http://127.0.0.1:8080' }],
  ['on this machine by its name', undefined, { relay: 'http://localhost:8080' }],
  ['on this machine, IPv6', undefined, { relay: 'http://[::1]:8080' }],
  ['by http, as the user says', undefined, { relay: 'http://192.168.1.20', relayUnencrypted: true }],
  ['by http, as the file says', { url: 'https://a.example.org', unencrypted: true }, { relay: 'http://10.0.0.1' }],
])('a relay %s is published to', (_, relay, flags) => expect(given(relay, flags)?.url).toBe(flags.relay))

const sentence =
  '--relay: by http: whoever is on the way could read the pictures and the token; expected https:, or, on a network that is yours alone, --relay-unencrypted; got'
test.each<[string, RelayConfig | undefined, Partial<Flags>, string]>([
  [
    'by http to another machine',
    undefined,
    { relay: 'http://cam.example.org' },
    `${sentence} "http://cam.example.org"`,
  ],
  ['to a name that begins as this one', undefined, { relay: 'http://localhost.example.org' }, sentence],
  ['where the file says that of none', { url: 'https://a.example.org' }, { relay: 'http://10.0.0.1' }, sentence],
  ['without a relay', undefined, { relayUnencrypted: true }, '--relay-unencrypted: expected with the relay it is for'],
])('%s is refused', (_, relay, flags, message) => {
  expect(() => given(relay, flags)).toThrow(expect.objectContaining<Partial<CliError>>({ exitCode: 2 }))
  expect(() => given(relay, flags)).toThrow(message)
})
