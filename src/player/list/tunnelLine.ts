import { pause } from '../deadline.ts'
import { setText } from '../dom.ts'
import { getTunnel, type TunnelJson } from '../server/api.ts'

/** What the page says of the tunnel to somebody who came by `origin`; nothing where there is nothing to say. */
export function tunnelWords(tunnel: TunnelJson | undefined, origin: string): string {
  if (!tunnel || tunnel.url === origin) return ''
  if (tunnel.kind === 'starting') return 'The way in from elsewhere is being opened.'
  if (tunnel.kind === 'ready') return `From anywhere: ${tunnel.url ?? ''}`
  return `Not to be reached from elsewhere at present. ${tunnel.reason ?? ''}`
}

/** For the owner: keeps the line of the tunnel true until `signal` aborts. Without an answer it stays: other lines say that. */
export async function keepTunnelLine(line: HTMLElement, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      setText(line, tunnelWords(await getTunnel(signal), location.origin))
      line.hidden = line.textContent === ''
    } catch (error) {
      if (!(error instanceof Error)) throw error
    }
    await pause(5000, signal)
  }
}
