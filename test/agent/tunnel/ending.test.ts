import { expect, test } from 'vitest'
import { whyItEnded } from '../../../src/agent/tunnel/ending.ts'

const quick = { trouble: undefined, opened: false, named: false }
const tooOld =
  "cloudflared ended at once and opened no tunnel, as it does when it doesn't know an option: it may be too old."

test.each<[string, object, typeof quick | object, object]>([
  ['a usage on stdout', { exitCode: 0 }, {}, { code: 'no_tunnel', reason: tooOld }],
  [
    'no network',
    { exitCode: 1 },
    { trouble: 'no such host' },
    { code: 'no_tunnel', reason: 'cloudflared could not open a tunnel (exit code 1). It said: no such host.' },
  ],
  [
    'a token that is none',
    { exitCode: 255 },
    { named: true },
    {
      code: 'token_refused',
      reason: "cloudflared does not take the tunnel's token: copy it anew from the tunnel's page at Cloudflare.",
      hopeless: true,
    },
  ],
  [
    '255 of a quick tunnel',
    { exitCode: 255 },
    {},
    { code: 'no_tunnel', reason: 'cloudflared could not open a tunnel (exit code 255).' },
  ],
  [
    'told to end by somebody else',
    { exitCode: 0 },
    { opened: true },
    { code: 'cloudflared_ended', reason: 'cloudflared ended (exit code 0).' },
  ],
  ['killed', { signal: 'SIGKILL' }, {}, { code: 'cloudflared_ended', reason: 'cloudflared ended (SIGKILL).' }],
  [
    'not there, where there is no shell',
    { error: 'ENOENT' },
    {},
    { code: 'cloudflared_missing', reason: "cloudflared can't be started (ENOENT)." },
  ],
  [
    'not to be run',
    { exitCode: 126 },
    {},
    { code: 'cloudflared_missing', reason: "cloudflared can't be started (exit code 126)." },
  ],
])('%s', (_, exit, run, failure) =>
  expect(whyItEnded(exit, { ...quick, ...run })).toEqual({ hopeless: false, ...failure }),
)
