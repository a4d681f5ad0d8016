import { deadline } from '../../deadline.ts'
import { connection } from '../../network.ts'
import { networkName, rememberedVia, rememberVia } from '../../play/remembered.ts'
import { type WatchContext, watchCamera } from '../../play/watch.ts'
import { openReporting, type Reporting } from '../../report/reporting.ts'
import { ApiError, getCamera } from '../../server/api.ts'
import { linked } from '../../signals.ts'
import { pinnedVia, wantedRungs } from './pin.ts'
import { type PlayingParts, playTry } from './playing.ts'
import { onResume } from './resume.ts'

/** What moving pictures need of the page. */
export interface WatchingParts extends PlayingParts {
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
  const context = watchContext(
    parts,
    openReporting(parts.paths.report, () => parts.usage.total),
  )
  let reconsider = (): void => undefined
  return {
    reconsider: () => reconsider(),
    async watch(signal) {
      while (!signal.aborted) {
        const tried = wantedRungs(parts.glass.video)
        const anew = linked(signal)
        reconsider = () => {
          if (wantedRungs(parts.glass.video).join() !== tried.join()) anew.abort()
        }
        await watchCamera({ ...context, rungs: tried }, anew.signal)
        anew.abort()
      }
    },
  }
}

/** An answer that takes longer than this is none, in ms. */
const ASK_MS = 5000

function watchContext(parts: WatchingParts, reporting: Reporting): Omit<WatchContext, 'rungs'> {
  const { sight, glass, tap, changed } = parts
  const network = () => networkName(connection())
  return {
    play: attempt => playTry(attempt, parts),
    seen(painting) {
      tap.hidden = true
      const { capturedAt } = painting
      if (capturedAt !== undefined && capturedAt === sight.painted?.capturedAt) return
      const picture = sight.paint(painting)
      if (picture) reporting.painted({ ...picture, frameMs: sight.frameMs })
      parts.painted()
    },
    moving(now) {
      sight.via = now
      if (now) reporting.begin(now)
      else reporting.end()
      changed()
    },
    refused: () => (tap.hidden = false),
    cameraState: () => (sight.contact === 'answers' ? sight.camera?.state.kind : undefined),
    silent: () => sight.contact === 'silent' || sight.contact === 'offline',
    async ask(signal) {
      try {
        const { state, newestAt = Number.POSITIVE_INFINITY } = (await getCamera(sight.id, deadline(ASK_MS, signal)))
          .camera
        // What the server has no newer picture than ours of, no delivery can bring.
        return newestAt > (sight.painted?.capturedAt ?? 0) ? state.kind : 'lost'
      } catch (error) {
        // A refusal is an answer too, of a server that has no picture for us.
        return error instanceof ApiError && error.status < 500 ? 'lost' : undefined
      }
    },
    frameMs: () => sight.frameMs,
    hidden: () => document.hidden,
    mayClimb: () => !leftThePage(glass.video),
    onResume,
    remembered: () => rememberedVia(network(), Date.now()),
    remember(via) {
      // What was chosen by hand says nothing of the network.
      if (!pinnedVia()) rememberVia(network(), via, Date.now())
    },
  }
}

/** The picture is in a window or full screen of its own, which shows nothing else. */
function leftThePage(video: HTMLVideoElement): boolean {
  const { pictureInPictureElement: small } = document
  return Boolean(small) || Reflect.get(video, 'webkitDisplayingFullscreen') === true
}
