import type { Exit } from '../process/child.ts'

/** Why a run of cloudflared ended without being told to. */
export interface TunnelFailure {
  readonly code: 'cloudflared_missing' | 'cloudflared_ended' | 'token_refused' | 'no_tunnel'
  /** A sentence for a person. */
  readonly reason: string
  /** Another try would end the same way. */
  readonly hopeless: boolean
}

/** What cloudflared's exit means. `trouble` is the last error it logged; `opened`: the tunnel had been open. */
export function whyItEnded(
  exit: Pick<Exit, 'exitCode' | 'signal' | 'error'>,
  run: { readonly trouble: string | undefined; readonly opened: boolean; readonly named: boolean },
): TunnelFailure {
  const { exitCode, signal, error } = exit
  const told = run.trouble === undefined ? '' : ` It said: ${sentence(run.trouble)}`
  if (error !== undefined || exitCode === 126 || exitCode === 127) {
    const reason = `cloudflared can't be started (${error ?? `exit code ${exitCode}`}).`
    return { code: 'cloudflared_missing', reason, hopeless: false }
  }
  if (exitCode === 255 && run.named) {
    const reason = `cloudflared does not take the tunnel's token: copy it anew from the tunnel's page at Cloudflare.${told}`
    return { code: 'token_refused', reason, hopeless: true }
  }
  if (exitCode === 0 && !run.opened) {
    const reason = `cloudflared ended at once and opened no tunnel, as it does when it doesn't know an option: it may be too old.${told}`
    return { code: 'no_tunnel', reason, hopeless: false }
  }
  if (!run.opened && signal === undefined) {
    return {
      code: 'no_tunnel',
      reason: `cloudflared could not open a tunnel (exit code ${exitCode}).${told}`,
      hopeless: false,
    }
  }
  return {
    code: 'cloudflared_ended',
    reason: `cloudflared ended (${signal ?? `exit code ${exitCode}`}).${told}`,
    hopeless: false,
  }
}

/** The same text with a full stop. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
