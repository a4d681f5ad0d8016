import { pause } from '../deadline.ts'
import { backoffMs } from '../play/backoff.ts'
import { socketAddress } from '../server/socketAddress.ts'
import { anyOf } from '../signals.ts'
import { type Format, Line, type LineEnd } from './line/line.ts'
import type { Scene, Shot } from './scene/scene.ts'
import { WAYS } from './send/all.ts'
import { CannotSend, type Sent, type Way } from './send/sending.ts'

/** How it goes, as far as the page shows it. */
export interface Progress {
  /** The line that there is now. */
  line?: Line | undefined
  sent?: Sent | undefined
  /** How often a line was lost, or not had, since something was last taken. */
  failures: number
}

/** What a broadcast works with. */
export interface Broadcast {
  readonly camera: string
  readonly scene: Scene
  readonly preview: HTMLVideoElement
  /** The names of the ways that may be tried. */
  readonly ways: readonly string[]
  readonly progress: Progress
  /** Asks why a line was not had; undefined when it is worth another try. */
  why(): Promise<LineEnd | undefined>
}

/** So many failures of an encoder are too many. */
const MOST_FAILURES = 3
/** Before a stream begins anew. In ms. */
const BREATH_MS = 100

/** A line that held for so long was a good one. In ms. */
const GOOD_MS = 5000

/**
 * Publishes until the signal aborts: over one line after the other, in the first way that works. Ends with the reason that
 * the server gave. Throws Trouble when the camera can't be had.
 */
export async function broadcast(cast: Broadcast, signal: AbortSignal): Promise<LineEnd | undefined> {
  const { progress } = cast
  const mine: Mine = {
    by: crypto.randomUUID(),
    ways: [],
    failures: 0,
    resume: false,
  }
  while (!signal.aborted) {
    const line = new Line(socketTo(cast.camera))
    progress.line = line
    const startedAt = performance.now()
    try {
      await overOneLine(cast, mine, line, signal)
    } finally {
      line.close()
    }
    mine.resume ||= line.takenAt !== undefined
    if (signal.aborted) return undefined
    if (line.end.code !== '') return line.end
    const good = line.takenAt !== undefined && performance.now() - startedAt > GOOD_MS
    progress.failures = good ? 1 : progress.failures + 1
    const end = line.takenAt === undefined ? await cast.why() : undefined
    if (end) return end
    await networkOr(backoffMs(progress.failures), signal)
  }
  return undefined
}

interface Mine {
  /** What this broadcast calls itself. */
  readonly by: string
  /** What is filmed. */
  shot?: Shot
  /** The ways that have not failed with it. */
  ways: Way[]
  /** How often an encoder has failed. */
  failures: number
  /** Something was taken from it before. */
  resume: boolean
}

async function overOneLine(cast: Broadcast, mine: Mine, line: Line, signal: AbortSignal): Promise<void> {
  const { scene, preview, progress } = cast
  const over = anyOf(signal, line.over)
  await line.credit() // it is open, and heard
  while (!over.aborted) {
    const shot = await scene.open()
    if (shot !== mine.shot) Object.assign(mine, { shot, failures: 0, ways: waysOf(cast.ways) })
    const [way] = mine.ways
    if (!way) throw new CannotSend('This browser can’t send a picture.')
    const sending = {
      ...{ shot, preview, line, wish: scene.wish },
      begin: (format: Format) => line.begin(format, mine.by, mine.resume || line.takenAt !== undefined),
      tell: (sent: Sent) => {
        progress.sent = sent
      },
    }
    try {
      await way(sending, anyOf(over, shot.over))
    } catch (error) {
      // Browsers take encoders back from pages that are hidden: one failure says little.
      if (error instanceof CannotSend || ++mine.failures >= MOST_FAILURES) {
        mine.ways = mine.ways.slice(1)
        mine.failures = 0
      }
    }
    if (shot.video.readyState === 'ended') scene.close()
    await pause(BREATH_MS, over)
  }
}

function waysOf(names: readonly string[]): Way[] {
  return names.flatMap(name => WAYS[name] ?? [])
}

function socketTo(camera: string): WebSocket {
  return new WebSocket(socketAddress(`/cameras/${encodeURIComponent(camera)}/publish`))
}

/** Waits, but not longer than until the network is back. */
async function networkOr(ms: number, signal: AbortSignal): Promise<void> {
  const back = new AbortController()
  addEventListener('online', () => back.abort(), { once: true, signal: anyOf(signal, back.signal) })
  await pause(ms, anyOf(signal, back.signal))
  back.abort()
}
