import { part, setText, toaster } from '../dom.ts'
import { endedWords } from '../door/accessWords.ts'
import { openAnew, takeBetterCodes } from '../door/entrance.ts'
import { whoAmI } from '../door/whoAmI.ts'
import { elsewhereWhenOpened } from '../elsewhere/whenOpened.ts'
import { cameraIdAt, cameraPaths } from '../server/cameraPaths.ts'
import { type PollResult, pollCamera } from '../server/cameraPoll.ts'
import { CameraSight } from '../sight/sight.ts'
import { linked } from '../signals.ts'
import { connectControls } from './controls.ts'
import { openGlass } from './glass.ts'
import { pageView } from './pageView.ts'
import { showPoster } from './poster.ts'
import { whilePresent } from './presence.ts'
import { openQuality } from './quality.ts'
import { startTicker } from './ticker.ts'
import { countAnswers, Usage, usageText } from './usage.ts'
import { connectPin } from './watching/pin.ts'
import { openWatching } from './watching/watching.ts'

/** How often it is asked whether the picture is live, in ms. */
const TICK_MS = 100

const id = cameraIdAt(location.pathname)
const paths = cameraPaths(id)
const sight = new CameraSight(id)
const player = part(document, 'player', HTMLElement)
const video = part(document, 'video', HTMLVideoElement)
const tap = part(document, 'tap', HTMLButtonElement)
const say = toaster(part(document, 'toast', HTMLElement))
const glass = openGlass(part(document, 'stage', HTMLElement), video, part(document, 'canvas', HTMLCanvasElement))

const name = () => sight.name
const serverNow = () => sight.serverNow()
const quality = openQuality(() => view.refresh())
const controls = connectControls(document, {
  ...{ player, glass, paths, name, serverNow, say },
  toggleSaver() {
    quality.toggle()
    say(quality.wanted === 'saver' ? 'Saver: a smaller picture, less data.' : 'The full picture.')
  },
})
const view = pageView(document, sight, quality, controls)
const { refresh: changed, painted } = view
const usage = new Usage()
const watching = openWatching({ sight, glass, quality, paths, tap, usage, changed, painted })
const showElsewhere = elsewhereWhenOpened(document, { id, paths, name, say })

function onPoll(result: PollResult, stopWatching: () => void): void {
  sight.contact = result.contact
  if ('refusal' in result) {
    const over = endedWords(result.refusal)
    if (over) {
      sight.end(over)
      stopWatching()
      view.end(over)
    } else sight.refused(result.refusal.message)
  }
  if ('camera' in result) {
    if (sight.ended) {
      openAnew()
      return
    }
    sight.answered(result.camera, result.clock)
  }
  view.refresh()
  view.judge()
}

async function meet(signal: AbortSignal): Promise<void> {
  const me = await whoAmI(signal)
  if (signal.aborted) return
  part(document, 'share', HTMLElement).hidden = me?.role !== 'owner'
  showElsewhere(me)
}

function visit(present: AbortSignal): void {
  const visiting = linked(present)
  const { signal } = visiting
  view.judge()
  void pollCamera(id, result => onPoll(result, () => visiting.abort()), present)
  void meet(present)
  if (sight.ended) return
  void showPoster(sight, glass, paths, signal)
  void watching.watch(signal)
}

view.refresh()
part(document, 'share', HTMLAnchorElement).href = `/access?camera=${encodeURIComponent(id)}`
part(document, 'enter-code', HTMLElement).addEventListener('click', () => location.reload())
takeBetterCodes(say)
connectPin(document, video, watching.reconsider)
tap.addEventListener('click', () => {
  tap.hidden = true
  void video.play()
})
startTicker(TICK_MS, view.judge)
countAnswers(usage, pathname => pathname === paths.mjpeg)
startTicker(1000, () => setText(part(document, 'fact-received', HTMLElement), usageText(usage, performance.now())))
document.addEventListener('visibilitychange', view.judge)
document.addEventListener('resume', view.judge)
addEventListener('pageshow', view.judge)
whilePresent(visit, () => controls.stillUsed())
