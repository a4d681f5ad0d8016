import { part, setText, toaster } from '../dom.ts'
import { type Ended, endedWords } from '../door/accessWords.ts'
import { openAnew, takeBetterCodes } from '../door/entrance.ts'
import { whoAmI } from '../door/whoAmI.ts'
import { connectElsewhere } from '../elsewhere/elsewhere.ts'
import { DELIVERIES } from '../play/deliveries/all.ts'
import { hasSound, rungs, thriftyRungs, type Via } from '../play/ladder.ts'
import { type WatchContext, watchCamera } from '../play/watch.ts'
import type { CameraJson } from '../server/cameraJson.ts'
import { cameraIdAt, cameraPaths, nameFromId } from '../server/cameraPaths.ts'
import { type PollResult, pollCamera } from '../server/cameraPoll.ts'
import { narrow, type OffsetBounds, offset } from '../server/serverClock.ts'
import { getStill } from '../server/still.ts'
import { abilities } from './abilities.ts'
import { connectControls } from './controls.ts'
import { drawJpeg } from './drawJpeg.ts'
import { showFacts } from './facts.ts'
import { type Contact, type Painted, verdict } from './freshness.ts'
import { openGlass } from './glass.ts'
import { whilePresent } from './presence.ts'
import { openQuality } from './quality.ts'
import { stageView } from './stageView.ts'
import { startTicker } from './ticker.ts'

const id = cameraIdAt(location.pathname)
const paths = cameraPaths(id)
const root = document.documentElement
const player = part(document, 'player', HTMLElement)
const video = part(document, 'video', HTMLVideoElement)
const tap = part(document, 'tap', HTMLButtonElement)
const say = toaster(part(document, 'toast', HTMLElement))
const glass = openGlass(part(document, 'stage', HTMLElement), video, part(document, 'canvas', HTMLCanvasElement))

let camera: CameraJson | undefined
let contact: Contact = 'unknown'
let clock: OffsetBounds | undefined
let painted: Painted | undefined
let via: Via | undefined
let ended: Ended | undefined
/** Begins to watch anew where that would be done in another way now. */
let reconsider = (): void => undefined

const name = () => camera?.name ?? nameFromId(id)
const serverNow = () => Date.now() + offset(clock)
const quality = openQuality(() => {
  offerSaver()
  root.dataset.quality = quality.playing
  showFacts(document, camera, via, quality)
  reconsider()
})
const controls = connectControls(document, {
  ...{ player, glass, paths, name, serverNow, say },
  toggleSaver() {
    quality.toggle()
    say(quality.wanted === 'saver' ? 'Saver: a smaller picture, less data.' : 'The full picture.')
  },
})
const show = stageView(document, name)
const showElsewhere = connectElsewhere(document, { id, paths, name, say })

function judge(): void {
  const frameRate = camera?.video?.frameRate
  const judged = verdict({
    now: serverNow(),
    contact,
    ...(ended ? { ended } : {}),
    ...(painted ? { painted } : {}),
    ...(camera ? { camera: camera.state } : {}),
    ...(frameRate ? { frameRate } : {}),
    ...(camera?.repeatedSince === undefined ? {} : { repeatedSince: camera.repeatedSince }),
  })
  root.dataset.ready = ''
  show(judged)
  if (judged.veil) controls.uncover()
}

function offerSaver(): void {
  controls.offerSaver(camera?.small !== undefined, quality.wanted === 'saver')
}

function onPainted(capturedAt: number | undefined, moving: boolean): void {
  painted = { paintedAt: serverNow(), moving, ...(capturedAt === undefined ? {} : { capturedAt }) }
  tap.hidden = true
}

function onPoll(result: PollResult, stopWatching: () => void): void {
  contact = result.contact
  if ('refusal' in result) {
    const over = endedWords(result.refusal)
    if (over) end(over, stopWatching)
    else refuse(result.refusal.message)
    return
  }
  if ('camera' in result) {
    if (ended) {
      openAnew()
      return
    }
    camera = result.camera
    clock = narrow(clock, result.clock)
    setText(part(document, 'name', HTMLElement), name())
    offerSaver()
    reconsider()
    controls.offerSound(camera.video?.audio === true && via !== undefined && hasSound(via))
  }
  showFacts(document, camera, via, quality)
  judge()
}

// An unknown camera, or one this person may not see: words instead of a player that tries for ever.
function refuse(message: string): void {
  camera = {
    id,
    name: name(),
    source: '',
    warnings: [],
    viewers: 0,
    state: { kind: 'lost', since: 0, reason: message },
  }
  painted = undefined
  judge()
}

function end(over: Ended, stopWatching: () => void): void {
  ended = over
  root.dataset.ended = over.kind
  part(document, 'enter-code', HTMLElement).hidden = false
  part(document, 'share', HTMLElement).hidden = true
  tap.hidden = true
  stopWatching()
  judge()
}

async function meet(signal: AbortSignal): Promise<void> {
  const me = await whoAmI(signal)
  if (signal.aborted) return
  part(document, 'share', HTMLElement).hidden = me?.role !== 'owner'
  showElsewhere(me)
}

async function poster(signal: AbortSignal): Promise<void> {
  try {
    const still = await getStill(paths.still, { waitSeconds: 5 }, signal)
    if (!still || via || signal.aborted) return
    await drawJpeg(glass.canvas, still.jpeg)
    if (painted?.moving) return
    glass.show('canvas')
    onPainted(still.capturedAt, false)
  } catch {
    // Without a poster the page waits for the moving picture, and the API says what is wrong.
  }
}

function visit(present: AbortSignal): void {
  const watching = new AbortController()
  const { signal } = watching
  present.addEventListener('abort', () => watching.abort(), { once: true })
  judge()
  void pollCamera(id, result => onPoll(result, () => watching.abort()), present)
  void meet(present)
  if (ended) return
  void poster(signal)
  void watchVideo(signal)
}

/** The deliveries to try: a camera of which no small picture is known is watched in full. */
function wantedRungs(): readonly Via[] {
  const all = rungs(abilities(video), new URLSearchParams(location.search).get('via'))
  const none = camera?.video !== undefined && camera.small === undefined
  return quality.wanted === 'saver' && !none ? thriftyRungs(all) : all
}

async function watchVideo(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const tried = wantedRungs()
    const anew = new AbortController()
    signal.addEventListener('abort', () => anew.abort(), { once: true })
    reconsider = () => {
      if (wantedRungs().join() !== tried.join()) anew.abort()
    }
    await watchCamera({ ...watchContext, rungs: tried }, anew.signal)
  }
}

const watchContext: Omit<WatchContext, 'rungs'> = {
  cameraState: () => (contact === 'answers' ? camera?.state.kind : undefined),
  async play(via, tellPainted, signal) {
    await DELIVERIES[via]({
      paths,
      glass,
      quality,
      signal,
      serverNow,
      painted(capturedAt) {
        if (capturedAt === undefined || capturedAt !== painted?.capturedAt) onPainted(capturedAt, tellPainted())
      },
      refused: () => (tap.hidden = false),
    })
  },
  moving(now) {
    via = now
    if (now) root.dataset.delivery = now
    else delete root.dataset.delivery
    controls.offerVideo(now === 'mse' || now === 'hls' || now === 'native')
    showFacts(document, camera, via, quality)
  },
}

setText(part(document, 'name', HTMLElement), name())
part(document, 'share', HTMLAnchorElement).href = `/access?camera=${encodeURIComponent(id)}`
part(document, 'enter-code', HTMLElement).addEventListener('click', () => location.reload())
takeBetterCodes(say)
tap.addEventListener('click', () => {
  tap.hidden = true
  void video.play()
})
startTicker(250, judge)
document.addEventListener('visibilitychange', judge)
addEventListener('pageshow', judge)
whilePresent(visit, () => controls.stillUsed())
