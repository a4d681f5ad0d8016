import { pause } from '../deadline.ts'
import { part, setText, toaster } from '../dom.ts'
import { endedWords } from '../door/accessWords.ts'
import { showEnded } from '../door/endedPanel.ts'
import { takeBetterCodes } from '../door/entrance.ts'
import { whoAmI } from '../door/whoAmI.ts'
import { keep, kept } from '../kept.ts'
import { startTicker } from '../screen/ticker.ts'
import { ApiError } from '../server/api.ts'
import { getPublishable, type Publishable } from '../server/publishApi.ts'
import { broadcast, type Progress } from './broadcast.ts'
import { connectControls } from './controls.ts'
import type { LineEnd } from './line/line.ts'
import { isTrouble, Scene } from './scene/scene.ts'
import { pageTrouble } from './scene/trouble.ts'
import { stayAwake } from './scene/wakeLock.ts'
import { keptWish, type Wish } from './scene/wish.ts'
import { WAYS } from './send/all.ts'
import { connectSettings } from './settings.ts'
import { openStage, type Veil } from './stage.ts'
import { endWords, goingWords, nowhereWords, readyWords, stoppedWords } from './words.ts'

/** Where this browser keeps what was chosen. */
const KEPT = 'tunnelcam.publish'
const PACE_MS = 3000

interface Run {
  readonly controller: AbortController
  readonly progress: Progress
  awake: AbortController
}

const query = new URLSearchParams(location.search)
const say = toaster(part(document, 'toast', HTMLElement))
const preview = part(document, 'preview', HTMLVideoElement)
const go = part(document, 'go', HTMLButtonElement)
const scene = new Scene(preview, keptWish(kept(KEPT)))
const show = openStage(document, preview)
const page = new AbortController()
const pinned = query.get('via')
const ways = pinned && Object.hasOwn(WAYS, pinned) ? [pinned] : Object.keys(WAYS)

let run: Run | undefined
let cameras: readonly Publishable[] | undefined
let owner = false
/** What is said in place of the picture: why it can't begin, or why it has ended. */
let veil: Veil | undefined = wrong(pageTrouble({ secure: isSecureContext, devices: 'mediaDevices' in navigator }))

const controls = connectControls(document, { scene, change, awakeChanged: keepAwake, say })
const settings = connectSettings(document, {
  wish: scene.wish,
  wanted: query.get('camera'),
  change: wished => change({ ...scene.wish, ...wished }),
  chosen: paint,
})
const cameraName = () => cameras?.find(({ id }) => id === settings.camera)?.name ?? 'This camera'

function wrong(words: Veil | undefined): Veil | undefined {
  return words && { ...words, wrong: true }
}

function paint(): void {
  controls.show()
  go.ariaPressed = String(run !== undefined)
  go.disabled = !isSecureContext || (run === undefined && settings.camera === '')
  setText(part(document, 'go-text', HTMLElement), run ? 'Stop' : 'Start')
  settings.lock(run !== undefined)
  if (cameras?.length) setText(part(document, 'name', HTMLElement), cameraName())
  if (run) paintRun(run)
  else show({ state: 'idle', line: '', veil: veil ?? (cameras && !scene.shot ? readyWords() : waiting()) })
}

function waiting(): Veil | undefined {
  return cameras ? undefined : { title: 'One moment', detail: '' }
}

function paintRun({ progress }: Run): void {
  const { line, sent, failures } = progress
  const now = performance.now()
  const camera = line?.camera
  const liveMs = line?.takenAt === undefined || line.over.aborted ? undefined : now - line.takenAt
  const words = goingWords({
    now,
    failures,
    sent,
    liveSince: liveMs === undefined ? undefined : now - liveMs,
    lateMs: line?.flow.lateMs(now) ?? 0,
    muted: scene.shot?.video.muted ?? false,
    bitrate: line?.flow.bitrate(now) ?? 0,
    viewers: line?.viewers,
    trouble: liveMs !== undefined && liveMs > 10_000 && camera?.kind === 'lost' ? camera.reason : undefined,
  })
  show({
    state: words.state,
    badge: words.badge,
    line: words.line,
    since: words.state === 'live' && liveMs !== undefined ? clockText(Date.now() - liveMs) : undefined,
  })
}

function clockText(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}

function change(wish: Wish): void {
  const { facing, height, rate } = wish
  keep(KEPT, JSON.stringify({ facing, height, rate }))
  const shown = scene.shot !== undefined
  scene.change(wish)
  if (shown && !run) void look()
}

/** Opens the camera to look through it, before anything is sent. */
async function look(): Promise<void> {
  try {
    await scene.open()
  } catch (error) {
    veil = wrong(isTrouble(error) ? error : undefined)
  }
  paint()
}

async function start(): Promise<void> {
  const mine: Run = { controller: new AbortController(), progress: { failures: 0 }, awake: new AbortController() }
  run = mine
  veil = undefined
  keepAwake()
  paint()
  const { controller, progress } = mine
  try {
    const cast = { camera: settings.camera, scene, preview, ways, progress, why }
    const end = await broadcast(cast, controller.signal)
    if (end) finish(end)
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    veil = wrong(isTrouble(error) ? error : { title: 'It can’t be sent.', detail: message })
  }
  mine.awake.abort()
  if (run === mine) run = undefined
  paint()
}

/** Says why the server ended it. Nothing is seen any more: a camera that is on and not sent would puzzle. */
function finish(end: LineEnd): void {
  scene.close()
  const over = endedWords({ status: ACCESS_CODES.includes(end.code) ? 401 : 0, code: end.code })
  if (over) showEnded(document, over)
  else veil = wrong(endWords(end, cameraName()))
}

const ACCESS_CODES = ['revoked', 'expired', 'access_needed', 'not_allowed', 'wrong_code']

/** Why a line can't be had, as far as asking again tells. */
async function why(): Promise<LineEnd | undefined> {
  try {
    cameras = await getPublishable(page.signal)
    if (cameras.some(({ id }) => id === settings.camera)) return undefined
    return { code: 'camera_not_found', message: '' }
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403))
      return { code: error.code, message: error.message }
    return undefined
  }
}

function keepAwake(): void {
  if (!run) return
  run.awake.abort()
  run.awake = new AbortController()
  if (controls.awake) stayAwake(run.awake.signal)
}

/** Finds out what there is to send to; asks again while there is nothing. */
async function findCameras(): Promise<void> {
  while (!page.signal.aborted) {
    try {
      cameras = await getPublishable(page.signal)
      settings.offer(cameras)
      if (isSecureContext) veil = cameras.length > 0 ? undefined : nowhereWords(owner)
      paint()
      if (cameras.length > 0) return
    } catch (error) {
      const over = error instanceof ApiError ? endedWords(error) : undefined
      if (over) return showEnded(document, over)
    }
    await pause(PACE_MS, page.signal)
  }
}

/** Where the browser has been asked before, the picture is there without a question. */
async function lookIfAllowed(): Promise<void> {
  const answer = await navigator.permissions?.query({ name: 'camera' }).catch(() => undefined)
  if (answer?.state === 'granted' && isSecureContext) await look()
}

async function arrive(): Promise<void> {
  const me = await whoAmI(page.signal)
  owner = me?.role === 'owner'
  part(document, 'back', HTMLElement).hidden = !owner
  await findCameras()
  await lookIfAllowed()
  document.documentElement.dataset.ready = ''
}

go.addEventListener('click', () => {
  if (!run) void start()
  else {
    run.controller.abort()
    run = undefined
    scene.close()
    veil = stoppedWords()
    paint()
  }
})
addEventListener('pagehide', () => scene.close())
takeBetterCodes(say)
startTicker(500, paint)
paint()
void arrive()
