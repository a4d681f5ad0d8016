import { describe, expect, test } from 'vitest'
import { CliError } from '../../src/cli/error.ts'
import { type Flags, withFlags } from '../../src/cli/flags.ts'
import { parseConfig } from '../../src/config/parse.ts'

const flags: Flags = { open: false, log: 'pretty', logLevel: 'info', camera: {} }
const twice = { open: true, yesAnyoneCanWatch: true }
const named = 'tunnel: { kind: named, hostname: a.example.com, tokenFile: /t }'

function tunnelOf(text: string, given: Partial<Flags>) {
  try {
    return withFlags(parseConfig(`${text}\ncameras: [{ id: a, source: "test:" }]`, 'a.yaml'), { ...flags, ...given })
      .tunnel
  } catch (error) {
    if (error instanceof CliError && error.exitCode === 2) return error.message
    throw error
  }
}

const refusal = (open: string, how: string) =>
  `With ${open} a tunnel would let anyone on the internet who has or finds its address watch. Leave it out, and only who has the link may; to have it all the same, say it twice: ${how}.`
const byFlags = refusal('--open', '--open --yes-anyone-can-watch')
const byFile = refusal('open: true', 'open: true and yesAnyoneCanWatch: true')

describe('a tunnel that is open to all is refused unless that is said twice', () => {
  test.each<[string, string, Partial<Flags>, string]>([
    ['said once', '', { tunnel: true, open: true }, byFlags],
    ['by its name', '', { tunnelHostname: 'a.example.com', open: true }, byFlags],
    ['the tunnel in the file', 'tunnel: { kind: quick }', { open: true }, byFlags],
    ['in the file, said once', 'open: true\ntunnel: { kind: quick }', {}, byFile],
  ])('%s', (_, text, given, message) => expect(tunnelOf(text, given)).toBe(message))
})

describe('the tunnel is', () => {
  test.each<[string, string, Partial<Flags>, unknown]>([
    ['none', '', twice, undefined],
    ['a private one', '', { tunnel: true }, { kind: 'quick' }],
    ['a quick one', '', { ...twice, tunnel: true }, { kind: 'quick' }],
    [
      'the one of the file',
      `open: true\nyesAnyoneCanWatch: true\n${named}`,
      {},
      { kind: 'named', hostname: 'a.example.com', tokenFile: '/t' },
    ],
    [
      'the one of the file, allowed on the command line',
      named,
      twice,
      { kind: 'named', hostname: 'a.example.com', tokenFile: '/t' },
    ],
    [
      'the one of the file, also with --tunnel',
      named,
      { ...twice, tunnel: true },
      { kind: 'named', hostname: 'a.example.com', tokenFile: '/t' },
    ],
    ['a named one', '', { ...twice, tunnelHostname: 'B.example.com' }, { kind: 'named', hostname: 'b.example.com' }],
    [
      'a named one with its token in a file',
      '',
      { ...twice, tunnelHostname: 'b.example.com', tunnelTokenFile: 't' },
      { kind: 'named', hostname: 'b.example.com', tokenFile: 't' },
    ],
    [
      'the one of the file with another token',
      named,
      { ...twice, tunnelTokenFile: 't' },
      { kind: 'named', hostname: 'a.example.com', tokenFile: 't' },
    ],
    [
      'none: a token without a name',
      '',
      { ...twice, tunnelTokenFile: 't' },
      '--tunnel-token-file: expected with the name that the tunnel has at Cloudflare, as in --tunnel-hostname cam.example.com',
    ],
  ])('%s', (_, text, given, tunnel) => expect(tunnelOf(text, given)).toEqual(tunnel))
})
