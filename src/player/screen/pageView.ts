import { part, setText } from '../dom.ts'
import type { Ended } from '../door/accessWords.ts'
import { hasSound } from '../play/ladder.ts'
import type { PlayedQuality } from '../play/playedQuality.ts'
import { delayText } from '../sight/ageWords.ts'
import type { CameraSight } from '../sight/sight.ts'
import type { Controls } from './controls.ts'
import { showFacts } from './facts.ts'
import { stageView } from './stageView.ts'

/** A page whose program stood for longer than this judges at once what it paints, in ms. */
const STOOD_MS = 500

/** A figure that changes more often than this, in ms, can't be read. */
const EACH_MS = 950

/** Shows what is known. */
export interface PageView {
  /** Whether the picture is live: badge, veil, title. */
  judge(): void
  /** A picture was painted. The first one after the program stood, as while the lid was closed, is judged at once. */
  painted(): void
  /** All that the camera or its delivery changes: name, facts, the buttons that are of use. */
  refresh(): void
  /** That this page may show nothing any more, and where to go on. */
  end(over: Ended): void
}

/** The camera's page as a view of what is known, and of the picture that is asked for and plays. */
export function pageView(
  page: Document,
  sight: CameraSight,
  quality: { readonly playing: PlayedQuality; readonly wanted: PlayedQuality },
  controls: Controls,
): PageView {
  const root = page.documentElement
  const show = stageView(page, () => sight.name)

  const delay = part(page, 'fact-delay', HTMLElement)
  let judgedAt = 0
  let delayShownAt = 0

  const judge = () => {
    judgedAt = performance.now()
    const judged = sight.verdict()
    root.dataset.ready = ''
    show(judged)
    controls.judged(judged.veil?.title)
    if (judgedAt - delayShownAt < EACH_MS) return
    delayShownAt = judgedAt
    setText(delay, (!judged.veil && delayText(judged.behind, sight.clockError)) || '–')
  }
  return {
    judge,
    painted() {
      if (performance.now() - judgedAt > STOOD_MS) judge()
      controls.painted()
    },
    refresh() {
      const { camera, via } = sight
      setText(part(page, 'name', HTMLElement), sight.name)
      root.dataset.quality = quality.playing
      if (via) root.dataset.delivery = via
      else delete root.dataset.delivery
      controls.offerSaver(camera?.small !== undefined, quality.wanted === 'saver')
      // Between two deliveries the button stays as it is.
      const audio = camera?.video?.audio === true
      if (via || !audio) controls.offerSound(audio && via !== undefined && hasSound(via))
      controls.offerPopOut(via !== undefined)
      showFacts(page, camera, via, quality)
    },
    end(over) {
      root.dataset.ended = over.kind
      part(page, 'enter-code', HTMLElement).hidden = false
      part(page, 'share', HTMLElement).hidden = true
      part(page, 'tap', HTMLElement).hidden = true
      controls.close()
      judge()
    },
  }
}
