import { Waiters } from './waiters.ts'

/** How the tunnel is; `since` in ms since 1970. `reason` is a sentence for a person, `url` what a phone opens. */
export type TunnelState =
  | { readonly kind: 'starting'; readonly since: number }
  | { readonly kind: 'ready'; readonly since: number; readonly url: string }
  | { readonly kind: 'lost'; readonly since: number; readonly reason: string }

type NewState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'lost'; readonly reason: string }

/** The way in from the internet: how it is, and who waits for a change. */
export class Tunnel {
  readonly stateChanged = new Waiters()
  /** Times that the program which keeps it open was started again. */
  restarts = 0
  #state: TunnelState = { kind: 'starting', since: Date.now() }

  get state(): TunnelState {
    return this.#state
  }

  setState(state: NewState): void {
    const since = state.kind === this.#state.kind ? this.#state.since : Date.now()
    this.#state = { ...state, since }
    this.stateChanged.wake()
  }

  /** The next address that is open and is not `known`; undefined when `signal` aborts first. */
  async nextUrl(known: string | undefined, signal: AbortSignal): Promise<string | undefined> {
    const url = () => (this.#state.kind === 'ready' && this.#state.url !== known ? this.#state.url : undefined)
    await this.stateChanged.until(() => url() !== undefined, signal)
    return signal.aborted ? undefined : url()
  }
}
