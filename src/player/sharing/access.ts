import { pause } from '../deadline.ts'
import { part, setText, toaster } from '../dom.ts'
import { endedWords } from '../door/accessWords.ts'
import { showEnded } from '../door/endedPanel.ts'
import { takeBetterCodes } from '../door/entrance.ts'
import { getAudit, getLinks, signOut } from '../server/accessApi.ts'
import type { Entry, Watching } from '../server/accessJson.ts'
import { ApiError, getCameras } from '../server/api.ts'
import type { CameraJson } from '../server/cameraJson.ts'
import { nameFromId } from '../server/cameraPaths.ts'
import { getPublishable } from '../server/publishApi.ts'
import { narrow, type OffsetBounds, offset } from '../server/serverClock.ts'
import { linkList } from './linkList.ts'
import { rows, writeRow } from './rows.ts'
import { shareForm } from './shareForm.ts'
import { entryWords, watchingWords } from './sharingWords.ts'

/** So many of the recent entries are shown. */
const RECENT = 10
const PACE_MS = 3000

const say = toaster(part(document, 'toast', HTMLElement))
const trouble = part(document, 'trouble', HTMLElement)
let cameras: readonly CameraJson[] = []
let clock: OffsetBounds | undefined
let visit = new AbortController()

const serverNow = () => Date.now() + offset(clock)
const cameraName = (id: string) => cameras.find(camera => camera.id === id)?.name ?? nameFromId(id)
const row = part(document, 'row', HTMLTemplateElement)
const showWatching = rows<Watching>(part(document, 'watching', HTMLElement), row, {
  key: ({ link, camera, output, address, device, since }) => [link, camera, output, address, device, since].join(' '),
  show: (element, watching) => writeRow(element, watchingWords(watching, serverNow(), cameraName)),
})
const showRecent = rows<Entry>(part(document, 'recent', HTMLElement), row, {
  key: ({ at, event, name, address, detail }) => [at, event, name, address, detail].join(' '),
  show: (element, entry) => {
    element.dataset.event = entry.event
    writeRow(element, entryWords(entry, serverNow()))
  },
})
const showLinks = linkList(document, { serverNow, cameraName, changed: visitIfSeen, say })
const share = shareForm(document, {
  wanted: new URLSearchParams(location.search).get('camera'),
  made: visitIfSeen,
  say,
})

async function refresh(signal: AbortSignal): Promise<void> {
  const [list, { links, watching, clock: sample }, entries, publishable] = await Promise.all([
    getCameras(signal),
    getLinks(signal),
    getAudit(signal),
    getPublishable(signal),
  ])
  if (signal.aborted) return
  cameras = list.cameras
  clock = narrow(clock, sample)
  share.offer(
    cameras,
    publishable.map(({ id }) => id),
  )
  showLinks(links)
  showWatching(watching)
  part(document, 'nobody', HTMLElement).hidden = watching.length > 0
  showRecent(entries.slice(0, RECENT))
  part(document, 'nothing', HTMLElement).hidden = entries.length > 0
  trouble.hidden = true
  showEnded(document, undefined)
  document.documentElement.dataset.ready = ''
}

async function poll(signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    try {
      await refresh(signal)
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      if (isOver(error)) return
      if (++failures > 1) complain(error)
    }
    await pause(failures === 1 ? 500 : PACE_MS, signal)
  }
}

/** Without access any more, nothing of the lists stays to be read. */
function isOver(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  const forOwner = { kind: 'ended', title: 'This page is for the owner.', detail: 'Enter the owner’s code.' } as const
  const ended = error.status === 403 ? forOwner : endedWords(error)
  if (!ended) return false
  delete document.documentElement.dataset.ready
  trouble.hidden = true
  showEnded(document, ended)
  return true
}

function complain(error: unknown): void {
  const silent = navigator.onLine ? 'tunnelcam does not answer. Trying again.' : 'This device is offline.'
  setText(trouble, error instanceof ApiError ? error.message : silent)
  trouble.hidden = false
}

/** Asks at once, and then again and again while the page is seen. */
function visitIfSeen(): void {
  visit.abort()
  if (document.hidden) return
  visit = new AbortController()
  void poll(visit.signal)
}

part(document, 'sign-out', HTMLButtonElement).addEventListener('click', async () => {
  try {
    await signOut()
    location.assign('/')
  } catch {
    say('tunnelcam does not answer. Try again.')
  }
})
document.addEventListener('visibilitychange', visitIfSeen)
addEventListener('pagehide', () => visit.abort())
addEventListener('pageshow', event => event.persisted && visitIfSeen())
addEventListener('online', visitIfSeen)
takeBetterCodes(say)
visitIfSeen()
