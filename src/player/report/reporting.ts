import type { Delivery, PlayerReport } from '../../media/playerReport.ts'
import { Tally } from './tally.ts'

/** The first report comes soon, so that the owner sees who watches; the others at this pace, in ms. */
const FIRST_MS = 3000
const EACH_MS = 10_000

/** Tells the server how its picture is seen here. */
export interface Reporting {
  /** The picture moves, and comes this way. */
  begin(delivery: Delivery): void
  /** It comes this way no more. */
  end(): void
  /** A new picture was painted: how old, if that is known, and how far apart the camera's are. */
  painted(picture: { delayMs?: number | undefined; frameMs?: number | undefined }): void
}

/**
 * Reports to `path` about every ten seconds while a picture moves, when it ends, and when the page is left. `received` says how
 * many bytes this page has received so far.
 */
export function openReporting(path: string, received: () => number): Reporting {
  const player = randomName()
  let tally: Tally | undefined
  let told = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const tell = (over: boolean) => {
    clearTimeout(timer)
    if (!tally) return
    const total = received()
    send(path, tally.take(over, total - told))
    told = total
    if (over) tally = undefined
    else timer = setTimeout(() => tell(false), EACH_MS)
  }
  document.addEventListener('visibilitychange', () => {
    tally?.unseen()
    if (document.hidden) tell(false) // the last chance to, on a phone
  })
  addEventListener('pagehide', () => tell(true))
  return {
    begin(delivery) {
      tell(true)
      tally = new Tally(player, delivery)
      timer = setTimeout(() => tell(false), FIRST_MS)
    },
    end: () => tell(true),
    painted: picture => tally?.painted(performance.now(), picture),
  }
}

// A beacon goes out also while the page is left, and nobody waits for what comes of it.
function send(path: string, report: PlayerReport): void {
  try {
    navigator.sendBeacon(path, new Blob([JSON.stringify(report)], { type: 'application/json' }))
  } catch {
    // A browser that forbids beacons: figures are not worth more.
  }
}

function randomName(): string {
  return [...crypto.getRandomValues(new Uint8Array(6))].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
