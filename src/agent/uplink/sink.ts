import type { AgentWord } from '../../hub/relay/messages.ts'

/** The connection that pictures and video go to, and how its line is. */
export interface Sink {
  /** More may be sent: what was sent before is arriving. */
  readonly hasRoom: boolean
  /** Bytes that have not arrived, as far as is known, and how many of them may be. */
  readonly underWay: number
  readonly most: number
  /** Bytes a second that the line carries, where that is known. */
  readonly carried: number | undefined
  /** So long nothing was seen to arrive, in ms. */
  readonly silentMs: number
  send(message: Uint8Array): void
  say(word: AgentWord): void
}
