import { keep, kept } from '../kept.ts'
import { connection } from '../network.ts'
import { Thrift } from '../play/deliveries/live/thrift.ts'
import type { PlayedQuality } from '../play/playedQuality.ts'

/** Which picture is asked for, and which one plays. */
export interface Quality {
  readonly wanted: PlayedQuality
  /** Chooses for the person who asks for the full one, as the line carries it. */
  readonly thrift: Thrift
  /** To be called by a delivery that has both, with the one that it plays. */
  plays(now: PlayedQuality): void
  /** Calls `changed` when another is asked for, until the signal aborts. */
  onWanted(changed: () => void, signal: AbortSignal): void
}

const KEY = 'tunnelcam-quality'

/**
 * The person's choice, kept in this browser for all cameras; who has not chosen and has told the browser to save data gets the
 * small picture.
 */
export function chosenQuality(): PlayedQuality {
  return (kept(KEY) ?? (connection()?.saveData === true ? 'saver' : 'full')) === 'saver' ? 'saver' : 'full'
}

/** The person's choice, and what plays. `told` hears of each change of what plays or is asked for. */
export function openQuality(told: () => void): Quality & { readonly playing: PlayedQuality; toggle(): void } {
  let wanted = chosenQuality()
  let playing: PlayedQuality = 'full'
  const watchers = new Set<() => void>()
  const thrift = new Thrift()
  return {
    thrift,
    get wanted() {
      return wanted
    },
    get playing() {
      return playing
    },
    toggle() {
      wanted = wanted === 'saver' ? 'full' : 'saver'
      keep(KEY, wanted)
      for (const changed of watchers) changed()
      told()
    },
    plays(now) {
      if (now === playing) return
      playing = now
      told()
    },
    onWanted(changed, signal) {
      watchers.add(changed)
      signal.addEventListener('abort', () => watchers.delete(changed), { once: true })
    },
  }
}
