import { DELIVERIES } from '../play/deliveries/all.ts'
import { rungs, thriftyRungs, type Via } from '../play/ladder.ts'
import { type WatchContext, watchCamera } from '../play/watch.ts'
import { openReporting, type Reporting } from '../report/reporting.ts'
import type { CameraPaths } from '../server/cameraPaths.ts'
import { abilities } from './abilities.ts'
import type { Glass } from './glass.ts'
import type { Quality } from './quality.ts'
import type { CameraSight } from './sight.ts'

/** What moving pictures need of the page. */
export interface WatchingParts {
  readonly sight: CameraSight
  readonly glass: Glass
  readonly quality: Quality
  readonly paths: CameraPaths
  /** Appears when the browser refuses to play before the person has touched the page. */
  readonly tap: HTMLElement
  /** Told when another delivery moves, or none. */
  changed(): void
  /** Told of each picture. */
  painted(): void
}

/** Watches the camera by the ladder. */
export interface Watching {
  /** Keeps the picture coming until the signal aborts. */
  watch(signal: AbortSignal): Promise<void>
  /** Begins to watch anew where that would be done in another way now. */
  reconsider(): void
}

/** The ladder of this browser, on this page. */
export function openWatching(parts: WatchingParts): Watching {
  const context = watchContext(parts, openReporting(parts.paths.report))
  let reconsider = (): void => undefined
  return {
    reconsider: () => reconsider(),
    async watch(signal) {
      while (!signal.aborted) {
        const tried = wantedRungs(parts)
        const anew = new AbortController()
        signal.addEventListener('abort', () => anew.abort(), { once: true })
        reconsider = () => {
          if (wantedRungs(parts).join() !== tried.join()) anew.abort()
        }
        await watchCamera({ ...context, rungs: tried }, anew.signal)
      }
    },
  }
}

/** The deliveries to try: a camera of which no small picture is known is watched in full. */
function wantedRungs({ sight: { camera }, glass, quality }: WatchingParts): readonly Via[] {
  const all = rungs(abilities(glass.video), new URLSearchParams(location.search).get('via'))
  const none = camera?.video !== undefined && camera.small === undefined
  return quality.wanted === 'saver' && !none ? thriftyRungs(all) : all
}

function watchContext(
  { sight, glass, quality, paths, tap, changed, ...parts }: WatchingParts,
  reporting: Reporting,
): Omit<WatchContext, 'rungs'> {
  return {
    cameraState: () => (sight.contact === 'answers' ? sight.camera?.state.kind : undefined),
    async play(via, tellPainted, signal) {
      await DELIVERIES[via]({
        paths,
        glass,
        quality,
        signal,
        serverNow: () => sight.serverNow(),
        clock: sample => sight.heard(sample),
        painted(capturedAt, sequence) {
          if (capturedAt !== undefined && capturedAt === sight.painted?.capturedAt) return
          const picture = sight.paint({ capturedAt, sequence, moving: tellPainted() })
          if (picture) reporting.painted({ ...picture, frameMs: sight.frameMs })
          tap.hidden = true
          parts.painted()
        },
        refused: () => (tap.hidden = false),
      })
    },
    moving(now) {
      sight.via = now
      if (now) reporting.begin(now)
      else reporting.end()
      changed()
    },
  }
}
