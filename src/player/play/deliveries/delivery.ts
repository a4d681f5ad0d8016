import type { Glass } from '../../screen/glass.ts'
import type { Quality } from '../../screen/quality.ts'
import type { CameraPaths } from '../../server/cameraPaths.ts'
import type { ClockSample } from '../../server/serverClock.ts'

/** What a delivery is given to work with. */
export interface DeliveryContext {
  readonly paths: CameraPaths
  readonly glass: Glass
  /** Whether the full picture is asked for or the small one, and who is told which one plays. */
  readonly quality: Quality
  /** Ms since the epoch on the server's clock. */
  serverNow(): number
  /** To be called when the first piece of the camera came this way, by what waits for it for long. */
  heard(): void
  /**
   * To be called for each new picture once it is on the glass, with its capture time on the server's clock and the
   * number that the server gave it, as far as they are known.
   */
  painted(capturedAt?: number, sequence?: number): void
  /** To be called each time the server tells the time. */
  clock(sample: ClockSample): void
  /** To be called with the bytes of all that came. */
  received(bytes: number): void
  /** To be called when the browser refuses to play before the person has touched the page. */
  refused(): void
  readonly signal: AbortSignal
}

/**
 * One way to bring the picture to the glass. Goes on until the signal aborts, then resolves with everything it opened
 * closed; throws when it cannot go on.
 */
export type Delivery = (context: DeliveryContext) => Promise<void>
