import { keep, kept } from '../kept.ts'

/** The full picture, or the small and thrifty one. */
export type PlayedQuality = 'full' | 'saver'

/** Which picture is asked for, and which one plays. */
export interface Quality {
  readonly wanted: PlayedQuality
  /** To be called by a delivery that has both, with the one that it plays. */
  plays(now: PlayedQuality): void
  /** Calls `changed` when another is asked for, until the signal aborts. */
  onWanted(changed: () => void, signal: AbortSignal): void
}

const KEY = 'tunnelcam-quality'

/** The person's choice, kept in this browser for all cameras; `told` hears of each change of what plays or is asked for. */
export function openQuality(told: () => void): Quality & { readonly playing: PlayedQuality; toggle(): void } {
  let wanted: PlayedQuality = kept(KEY) === 'saver' ? 'saver' : 'full'
  let playing: PlayedQuality = 'full'
  const watchers = new Set<() => void>()
  return {
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
