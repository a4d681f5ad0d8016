import type { Format, Line } from '../line/line.ts'
import type { Shot } from '../scene/scene.ts'
import type { Wish } from '../scene/wish.ts'

/** What a way of sending works with. */
export interface Sending {
  readonly shot: Shot
  readonly preview: HTMLVideoElement
  readonly line: Line
  readonly wish: Wish
  /** To be called before the first bytes of a stream. */
  begin(format: Format): void
  /** To be told what is sent. */
  tell(sent: Sent): void
}

/** What is sent, for people: as { width: 1280, height: 720, codec: 'H.264' }. */
export interface Sent {
  readonly width: number
  readonly height: number
  readonly codec: string
  readonly sound: boolean
}

/**
 * A way to send: until the signal aborts, or the picture has another size (then it is called again). Throws CannotSend
 * where this browser can't, and what an encoder fails with.
 */
export type Way = (sending: Sending, signal: AbortSignal) => Promise<void>

/** This browser can't send in this way. */
export class CannotSend extends Error {
  override readonly name = 'CannotSend'
}
