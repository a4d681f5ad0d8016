import type Hls from 'hls.js'
import type { Quality } from '../../screen/quality.ts'
import { Thrift } from './hls/thrift.ts'

/** In hls.js, which sorts them, the small picture is the first level. */
const SMALL = 0

/**
 * Lets hls.js play the full picture, or the small one where that is asked for or the link does not keep up with the full
 * one, which is when playback runs dry again and again while something is coming all the time. hls.js's own measure is not asked: it weighs how long a part took
 * against what is buffered, and takes a tenth of a second of buffer, as we want it, for need. To be called before it loads;
 * until the signal aborts. `ranDry` is to be called whenever playback does.
 */
export function keepLevel(
  hls: Hls,
  Player: typeof Hls,
  { quality, busy }: { quality: Quality; busy: () => boolean },
  signal: AbortSignal,
): { ranDry(): void } {
  const thrift = new Thrift()
  let again: ReturnType<typeof setTimeout> | undefined
  const level = () =>
    quality.wanted === 'saver' || thrift.leftMs(performance.now()) > 0 ? SMALL : Math.max(SMALL, hls.levels.length - 1)
  const choose = () => {
    if (hls.levels.length > 1 && hls.loadLevel !== level()) hls.loadLevel = level()
  }
  hls.on(Player.Events.MANIFEST_PARSED, () => {
    hls.startLevel = level()
    choose()
  })
  hls.on(Player.Events.LEVEL_SWITCHED, (_, { level }) => {
    quality.plays(hls.levels.length > 1 && level === SMALL ? 'saver' : 'full')
  })
  quality.onWanted(choose, signal)
  signal.addEventListener('abort', () => clearTimeout(again), { once: true })
  return {
    ranDry() {
      if (!busy()) return
      thrift.ranDry(performance.now())
      choose()
      clearTimeout(again)
      again = setTimeout(choose, thrift.leftMs(performance.now()))
    },
  }
}
