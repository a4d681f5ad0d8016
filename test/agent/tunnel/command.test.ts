import { expect, test } from 'vitest'
import { type TunnelPlan, tunnelCommand } from '../../../src/agent/tunnel/command.ts'

const origin = 'http://127.0.0.1:8080'
const steady = {
  NO_AUTOUPDATE: 'true',
  TUNNEL_METRICS: '127.0.0.1:0',
  TUNNEL_LOG_OUTPUT: 'json',
  TUNNEL_LOGLEVEL: 'info',
  TUNNEL_GRACE_PERIOD: '2s',
  TUNNEL_NO_PRECHECKS: 'true',
}

test.each<[string, TunnelPlan, 'auto' | 'http2', Record<string, string>, object]>([
  [
    'a quick tunnel',
    { kind: 'quick' },
    'auto',
    { PATH: '/bin', HTTPS_PROXY: 'http://proxy:3128' },
    {
      args: ['tunnel', '--config', '/empty', '--url', origin],
      env: { PATH: '/bin', HTTPS_PROXY: 'http://proxy:3128', ...steady, TUNNEL_TRANSPORT_PROTOCOL: 'auto' },
    },
  ],
  [
    'a named one, with its token in the environment',
    { kind: 'named', hostname: 'cam.example.com', token: 'eyJ' },
    'http2',
    {},
    {
      args: ['tunnel', '--config', '/empty', 'run'],
      env: { ...steady, TUNNEL_TRANSPORT_PROTOCOL: 'http2', TUNNEL_URL: origin, TUNNEL_TOKEN: 'eyJ' },
    },
  ],
  [
    'settings of the user: how Cloudflare is reached, but not what tunnel it is',
    { kind: 'quick' },
    'auto',
    { TUNNEL_TOKEN: 'eyJ', TUNNEL_HOSTNAME: 'x.example.com', TUNNEL_LOGLEVEL: 'fatal', TUNNEL_EDGE_IP_VERSION: '6' },
    {
      args: ['tunnel', '--config', '/empty', '--url', origin],
      env: { TUNNEL_EDGE_IP_VERSION: '6', ...steady, TUNNEL_TRANSPORT_PROTOCOL: 'auto' },
    },
  ],
])('%s', (_, plan, protocol, env, command) =>
  expect(tunnelCommand(plan, { origin, protocol, env, emptyConfig: '/empty' })).toEqual(command),
)
