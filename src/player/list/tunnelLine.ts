import { pause } from '../deadline.ts'
import { setText } from '../dom.ts'
import { getRelay, getTunnel, type RelayJson, type TunnelJson } from '../server/api.ts'

/** What the page says of the tunnel to somebody who came by `origin`; nothing where there is nothing to say. */
export function tunnelWords(tunnel: TunnelJson | undefined, origin: string): string {
  if (!tunnel || tunnel.url === origin) return ''
  if (tunnel.kind === 'starting') return 'The way in from elsewhere is being opened.'
  if (tunnel.kind === 'ready') return `From anywhere: ${tunnel.url ?? ''}`
  return `Not to be reached from elsewhere at present. ${tunnel.reason ?? ''}`
}

/** What the page says of the relay that the cameras are published to; nothing where there is none. */
export function relayWords(relay: RelayJson | undefined): string {
  if (!relay) return ''
  if (relay.kind === 'ready') return `For many: ${relay.url}`
  if (relay.kind === 'starting') return `The relay ${relay.url} is being called.`
  return `Not at the relay ${relay.url} at present. ${relay.reason ?? ''}`.trim()
}

/** For the owner: keeps the line of the tunnel and the relay true until `signal` aborts. Without an answer it stays: other lines say that. */
export async function keepTunnelLine(line: HTMLElement, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const [tunnel, relay] = await Promise.all([getTunnel(signal), getRelay(signal)])
      setText(line, [tunnelWords(tunnel, location.origin), relayWords(relay)].filter(Boolean).join(' '))
      line.hidden = line.textContent === ''
    } catch (error) {
      if (!(error instanceof Error)) throw error
    }
    await pause(5000, signal)
  }
}
