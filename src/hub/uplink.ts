/** How one camera's way to the relay is; `reason` is a sentence for a person. */
export type UplinkState =
  | { readonly kind: 'starting' }
  /** `sending`: somebody watches there. */
  | { readonly kind: 'ready'; readonly sending: boolean }
  | { readonly kind: 'lost'; readonly reason: string }

/** The way to a relay, camera by camera. */
export class Uplink {
  /** Where people find the relay, as `https://cam.example.org`. */
  readonly url: string
  readonly #states = new Map<string, UplinkState>()

  constructor(url: string) {
    this.url = url
  }

  get states(): ReadonlyMap<string, UplinkState> {
    return this.#states
  }

  setState(camera: string, state: UplinkState): void {
    this.#states.set(camera, state)
  }

  forget(camera: string): void {
    this.#states.delete(camera)
  }

  /** Of all cameras the worst. */
  get state(): UplinkState {
    const states = [...this.#states.values()]
    const worst = states.find(({ kind }) => kind === 'lost') ?? states.find(({ kind }) => kind === 'starting')
    const sending = states.some(state => state.kind === 'ready' && state.sending)
    return worst ?? (states.length === 0 ? { kind: 'starting' } : { kind: 'ready', sending })
  }
}
