import { pause } from '../deadline.ts'
import { part, setText, toaster } from '../dom.ts'
import { type Ended, endedWords } from '../door/accessWords.ts'
import { showEnded } from '../door/endedPanel.ts'
import { takeBetterCodes } from '../door/entrance.ts'
import { whoAmI } from '../door/whoAmI.ts'
import { Connection } from '../many/connection.ts'
import { standsStill } from '../mark/standsStill.ts'
import { ApiError, getCameras } from '../server/api.ts'
import type { CameraJson } from '../server/cameraJson.ts'
import { narrow, type OffsetBounds, offset } from '../server/serverClock.ts'
import { Paintings } from '../sight/paintings.ts'
import { anyOf } from '../signals.ts'
import { type Card, createCard } from './card.ts'
import type { Thumbnail } from './cardWords.ts'
import { whileOnScreen } from './onScreen.ts'
import { keepPictures } from './pictures.ts'
import { summary } from './summary.ts'
import { keepTunnelLine } from './tunnelLine.ts'

/** A camera on the page. */
interface Listed {
  readonly card: Card
  readonly gone: AbortController
  camera: CameraJson
  readonly paintings: Paintings
}

const list = part(document, 'cameras', HTMLElement)
const template = part(document, 'card', HTMLTemplateElement)
const trouble = part(document, 'trouble', HTMLElement)
const empty = part(document, 'empty', HTMLElement)
const sharing = part(document, 'sharing', HTMLElement)
const tunnel = part(document, 'tunnel', HTMLElement)
const listed = new Map<string, Listed>()
const connection = new Connection(location.origin)
let clock: OffsetBounds | undefined
let answers = true
let visit = new AbortController()

const serverNow = () => Date.now() + offset(clock)

function showAll(): void {
  for (const { card, camera, paintings } of listed.values())
    card.show(camera, thumbnailOf(paintings), serverNow(), answers)
}

function thumbnailOf({ painted }: Paintings): Thumbnail | undefined {
  if (!painted) return undefined
  const { stillMs, frameMs, capturedAt = serverNow() - stillMs } = painted
  return { capturedAt, stands: standsStill({ stillMs, frameMs, ageMs: serverNow() - capturedAt }) }
}

function update(cameras: readonly CameraJson[]): void {
  for (const [id, { card, gone }] of listed) {
    if (cameras.some(camera => camera.id === id)) continue
    gone.abort()
    card.element.remove()
    listed.delete(id)
  }
  for (const camera of cameras) {
    const known = listed.get(camera.id)
    if (known) known.camera = camera
    else add(camera)
  }
  empty.hidden = cameras.length > 0
  setText(part(document, 'summary', HTMLElement), summary(cameras.map(({ state }) => state.kind)))
}

function add(camera: CameraJson): void {
  const entry: Listed = { card: createCard(template), gone: new AbortController(), camera, paintings: new Paintings() }
  listed.set(camera.id, entry)
  list.append(entry.card.element)
  watchPictures(entry)
}

function watchPictures({ card, camera, gone, paintings }: Listed): void {
  const drawn = (capturedAt: number | undefined, sequence: number | undefined) => {
    paintings.paint({ capturedAt, sequence, moving: true }, offset(clock))
    showAll()
  }
  const { canvas } = card
  whileOnScreen(
    card.element,
    onScreen => keepPictures(camera.id, { canvas, drawn, connection }, onScreen),
    anyOf(gone.signal, visit.signal),
  )
}

async function pollList(signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    try {
      const { cameras, clock: sample } = await getCameras(signal)
      showEnded(document, undefined)
      clock = narrow(clock, sample)
      update(cameras)
      failures = 0
      trouble.hidden = true
    } catch (error) {
      if (signal.aborted) return
      const ended = error instanceof ApiError ? endedWords(error) : undefined
      if (ended) return end(ended)
      if (++failures > 1 || listed.size === 0) complain(error)
    }
    answers = failures < 2
    showAll()
    await pause(failures === 1 ? 500 : 2000, signal)
  }
}

// Nothing is left to be taken for live, and nothing is asked for until the page is seen anew.
function end(ended: Ended): void {
  visit.abort()
  update([])
  for (const element of [empty, trouble, sharing, tunnel]) element.hidden = true
  showEnded(document, ended)
}

async function meet(signal: AbortSignal): Promise<void> {
  const me = await whoAmI(signal)
  if (signal.aborted) return
  sharing.hidden = me?.role !== 'owner'
  tunnel.hidden = true
  if (me?.role === 'owner') await keepTunnelLine(tunnel, signal)
}

function complain(error: unknown): void {
  const silent = navigator.onLine ? 'tunnelcam does not answer. Trying again.' : 'This device is offline.'
  setText(trouble, error instanceof Error && error.name === 'ApiError' ? error.message : silent)
  trouble.hidden = false
  setText(part(document, 'summary', HTMLElement), '')
}

/** Everything stops while the page is hidden, and begins anew when it is seen. */
function visitIfSeen(): void {
  visit.abort()
  showAll()
  if (document.hidden) return
  visit = new AbortController()
  for (const entry of listed.values()) watchPictures(entry)
  void pollList(visit.signal)
  void meet(visit.signal)
}

document.addEventListener('visibilitychange', visitIfSeen)
addEventListener('pagehide', () => visit.abort())
addEventListener('pageshow', event => event.persisted && visitIfSeen())
addEventListener('online', visitIfSeen)
setInterval(showAll, 250)
takeBetterCodes(toaster(part(document, 'toast', HTMLElement)))
visitIfSeen()
