import type Hls from 'hls.js'
import type { Quality } from '../../screen/quality.ts'

/** In hls.js, which sorts them: the small picture is the first level, and -1 leaves the choice to it. */
const [SMALL, AUTOMATIC] = [0, -1]

/**
 * Lets hls.js begin with the full picture and take the small one while a link does not keep up with it, or keeps it at
 * the small one where that is asked for. To be called before it loads; until the signal aborts.
 */
export function keepLevel(hls: Hls, Player: typeof Hls, quality: Quality, signal: AbortSignal): void {
  const choose = () => {
    hls.loadLevel = quality.wanted === 'saver' ? SMALL : AUTOMATIC
  }
  hls.on(Player.Events.MANIFEST_PARSED, () => {
    hls.startLevel = quality.wanted === 'saver' ? SMALL : hls.levels.length - 1
    if (quality.wanted === 'saver') choose()
  })
  hls.on(Player.Events.LEVEL_SWITCHED, (_, { level }) => {
    quality.plays(hls.levels.length > 1 && level === SMALL ? 'saver' : 'full')
  })
  quality.onWanted(choose, signal)
}
