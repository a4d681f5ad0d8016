import type { Hub } from '../../hub/hub.ts'
import type { TunnelState } from '../../hub/tunnel.ts'
import type { Figure } from './figure.ts'

const TUNNEL_STATES = ['starting', 'ready', 'lost'] as const satisfies readonly TunnelState['kind'][]

/** What is told of the program as a whole: its version, and how its tunnel is where it has one. */
export function programFigures(hub: Hub, version: string): Figure[] {
  return [
    {
      kind: 'gauge',
      name: 'tunnelcam_build_info',
      help: 'Always 1; the label says which version of tunnelcam runs.',
      labels: ['version'],
      samples: () => [{ labels: { version }, value: 1 }],
    },
    {
      kind: 'gauge',
      name: 'tunnelcam_tunnel_state',
      help: 'How the tunnel is: 1 for the state it is in, 0 for the others. Absent where no tunnel was asked for.',
      labels: ['state'],
      samples: () => {
        const now = hub.tunnel?.state.kind
        if (now === undefined) return []
        return TUNNEL_STATES.map(state => ({ labels: { state }, value: Number(state === now) }))
      },
    },
    {
      kind: 'counter',
      name: 'tunnelcam_tunnel_restarts_total',
      help: 'Times cloudflared was started again, as it ended or did not get through.',
      labels: [],
      samples: () => [{ labels: {}, value: hub.tunnel?.restarts ?? 0 }],
    },
  ]
}
