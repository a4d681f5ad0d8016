/** What a tunnel is to be: one that Cloudflare names, or one that was set up there. */
export type TunnelPlan =
  | { readonly kind: 'quick' }
  | { readonly kind: 'named'; readonly hostname: string; readonly token: string }

/** What a tunnel leads to, and how. */
export interface TunnelWay {
  /** Our own address, as `http://127.0.0.1:8080`. */
  readonly origin: string
  /** `auto` is QUIC where it gets through. */
  readonly protocol: 'auto' | 'http2'
  /** What its environment is made from. */
  readonly env: TunnelCommand['env']
  /** The path of an empty file. */
  readonly emptyConfig: string
}

/** How cloudflared is called: its arguments, and its whole environment. */
export interface TunnelCommand {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * The command for a tunnel. What can stand in the environment does: an old cloudflared ignores what it does not know
 * there, and the token must not be seen by `ps`. The configuration is an empty one, because with the user's own
 * ~/.cloudflared/config.yml a quick tunnel may answer 404 to everything.
 */
export function tunnelCommand(plan: TunnelPlan, { origin, protocol, env, emptyConfig }: TunnelWay): TunnelCommand {
  const args = ['tunnel', '--config', emptyConfig]
  return {
    // `run` has a --url of its own, so for a named tunnel the address stands in the environment.
    args: plan.kind === 'named' ? [...args, 'run'] : [...args, '--url', origin],
    env: {
      ...withoutTunnelSettings(env),
      NO_AUTOUPDATE: 'true',
      TUNNEL_METRICS: '127.0.0.1:0',
      TUNNEL_LOG_OUTPUT: 'json',
      TUNNEL_LOGLEVEL: 'info',
      TUNNEL_TRANSPORT_PROTOCOL: protocol,
      TUNNEL_GRACE_PERIOD: '2s',
      TUNNEL_NO_PRECHECKS: 'true',
      ...(plan.kind === 'named' && { TUNNEL_URL: origin, TUNNEL_TOKEN: plan.token }),
    },
  }
}

// They would make another tunnel than the one that was asked for. How the edge is reached stays the user's to say.
function withoutTunnelSettings(env: TunnelCommand['env']): TunnelCommand['env'] {
  const kept = ['TUNNEL_EDGE_IP_VERSION', 'TUNNEL_EDGE_BIND_ADDRESS', 'TUNNEL_REGION']
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TUNNEL_') || kept.includes(name)))
}
