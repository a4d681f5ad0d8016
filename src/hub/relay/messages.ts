import type { Want } from '../demand.ts'
import type { SmallFacts } from '../sub/smallElsewhere.ts'

/** What a relay may ask an agent for: what it needs for its viewers, or the small picture beside the full one. */
export type Asked = Want | 'small'

/** What a relay says to the agent that publishes a camera to it, as JSON in text messages. */
export type RelayWord =
  /** The first: the agent is taken, and its connection is the camera's. */
  | { readonly type: 'hello' }
  /** Somebody wants this. `have`: what of a video was taken before, by whichever connection. */
  | { readonly type: 'start'; readonly what: Asked; readonly have?: Have | undefined }
  /** Nobody wants it any more. */
  | { readonly type: 'stop'; readonly what: Asked }
  /** All units up to this one were taken. */
  | { readonly type: 'taken'; readonly unit: number }
  /** The answer to `clock`: `now` by the relay's clock, in ms since 1970. */
  | { readonly type: 'clock'; readonly at: number; readonly now: number }
  /** Why the connection is going to be closed. */
  | { readonly type: 'end'; readonly code: string; readonly message: string }

/** How far a relay has come with a video. */
export interface Have {
  /** The run, as the agent named it. */
  readonly run: string
  /** The last unit of it. */
  readonly unit: number
}

/** How a camera is, as far as its viewers elsewhere are told. */
export interface ToldState {
  readonly kind: 'idle' | 'starting' | 'live' | 'lost'
  readonly reason?: string | undefined
  readonly warnings: readonly string[]
  /** What the small picture is, or would be. */
  readonly small?: SmallFacts | undefined
}

/** What an agent says to a relay, as JSON in text messages; pictures and video are binary, as on the live WebSocket. */
export type AgentWord =
  | ({ readonly type: 'state' } & ToldState)
  /** A run of video follows, its config first; its first unit has this number, each other the next one. */
  | {
      readonly type: 'begin'
      readonly run: string
      readonly unit: number
      readonly passthrough: boolean
      readonly frameRate?: number | undefined
    }
  /** The run that the relay has goes on with this unit. */
  | { readonly type: 'resume'; readonly unit: number }
  /** The small picture does not come any more, or goes out as the main one now: its viewers go on with that. */
  | { readonly type: 'over'; readonly what: 'small' }
  /** A time of the agent's own, to be given back. */
  | { readonly type: 'clock'; readonly at: number }
  /** So much is the relay's clock ahead of the agent's, in ms: to be added to all times of capture. */
  | { readonly type: 'offset'; readonly ms: number }
  /** The camera is no more: the relay need not remember it. */
  | { readonly type: 'gone' }

/** A sign of life, a text by itself, that a sleeping relay's machine answers without waking it. */
export const PING = 'ping'
export const PONG = 'pong'

/** An agent closed by these is not to come back at once: another one has its camera, or it may not publish it (any more). */
export const TAKEN_OVER = 4009
export const NOT_ALLOWED = 1008
