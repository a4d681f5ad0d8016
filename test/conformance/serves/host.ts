/** What some hosts of the app can't do; a promise that needs it is not run there, with the host's own reason. */
export type Ability =
  /** Pictures come in by POST and WebSocket. */
  | 'publish'
  /** `live.mp4` and other answers without an end are streamed. */
  | 'mp4'
  /** It tells its memory at `/metrics`. */
  | 'memory'
  /** It notices within 40 s that a viewer has left. */
  | 'leaving'
  /** It ends when it is told to, as a program does by SIGTERM: `end` is there. */
  | 'end'

/** What a host is to serve. */
export interface Wanted {
  /** Sources as in a configuration file. `front` gives pictures without end; `dark` none at all; `phone` is published to. */
  readonly cameras: readonly { readonly id: string; readonly source: string }[]
  /** So many may watch by one link; nobody else's limits are lowered. */
  readonly viewersPerLink: number
}

/** The app, running somewhere. It is known by the network alone. */
export interface Host {
  /** As 'http://127.0.0.1:8080'. */
  readonly address: string
  /** The code of its owner's link. */
  readonly code: string
  /** Tells it to end, and resolves when it has, with what is left over: nothing of what it started. */
  end?(how: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<Ended>
  /** Ends it, whatever state it is in. */
  close(): Promise<void>
}

/** How a host ended. */
export interface Ended {
  readonly code: number | null
  /** The command lines of what it started and left behind. */
  readonly left: readonly string[]
}

/** A kind of host, and how to start one. */
export interface HostKind {
  start(wanted: Wanted): Promise<Host>
  /** What it can't do, each with a sentence that says why. Default: it can do all. */
  readonly lacks?: Readonly<Partial<Record<Ability, string>>>
}
