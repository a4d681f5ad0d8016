import { pause } from '../deadline.ts'
import { backoffMs } from '../play/backoff.ts'
import { mjpegStream } from '../play/mjpegStream.ts'
import { drawJpeg } from '../screen/drawJpeg.ts'
import { ApiError } from '../server/api.ts'
import { getStill, numberHeader } from '../server/still.ts'
import { linked } from '../signals.ts'
import { outputOf } from './target.ts'
import type { WatchParts } from './watch.ts'

/** MJPEG that shows nothing new for so long is held back by somebody on the way, in ms. */
const HELD_MS = 4000
/** Least time between two stills, in ms. */
const PACE_MS = 100

type RequestParts = Pick<WatchParts, 'target' | 'canvas' | 'sight' | 'fps' | 'changed'>

/** Keeps pictures coming by plain requests until the signal aborts: by MJPEG, and where that is held back by single stills. */
export async function playByRequests(parts: RequestParts, signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    const before = parts.sight.verdict().state
    try {
      await mjpeg(parts, signal)
      await stills(parts, signal)
    } catch (error) {
      if (signal.aborted) return
      told(error, parts)
    }
    failures = before === 'live' ? 1 : failures + 1
    await pause(backoffMs(failures), signal)
  }
}

/** What the server says of the camera, where it does. */
function told(error: unknown, { sight, changed }: RequestParts): void {
  if (error instanceof ApiError) {
    const { status, code, message } = error
    sight.contact = 'answers'
    if (status === 503) sight.state = { kind: 'lost', since: sight.serverNow(), reason: message }
    else sight.ended = { code, message }
  } else sight.contact = 'silent'
  changed()
}

/** MJPEG until it shows nothing new. Throws where it is not answered. */
async function mjpeg({ target, canvas, sight, fps, changed }: RequestParts, signal: AbortSignal): Promise<void> {
  const stop = linked(signal)
  const before = sight.contact
  const giveUp = () => {
    sight.contact = before // nothing comes any more that would say otherwise
    stop.abort()
  }
  let timer = setTimeout(giveUp, HELD_MS)
  try {
    const address = outputOf(target, 'stream.mjpg', fps === undefined ? {} : { fps: String(fps) })
    for await (const { newest } of mjpegStream(address, stop.signal)) {
      sight.contact = 'answers'
      if (!newest) continue
      const jpeg = new Blob([newest.body], { type: 'image/jpeg' })
      if (!(await drawJpeg(canvas, jpeg, () => !stop.signal.aborted))) return
      const capturedAt = numberHeader(newest.headers.get('x-tunnelcam-captured-at'))
      sight.ended = sight.state = undefined
      if (sight.paint({ capturedAt, moving: true }, 'mjpeg')) {
        clearTimeout(timer)
        timer = setTimeout(giveUp, HELD_MS)
      }
      changed()
    }
  } catch (error) {
    if (!stop.signal.aborted || error instanceof ApiError) throw error
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
}

/** One still after the other. Throws where they are not answered. */
async function stills({ target, canvas, sight, fps, changed }: RequestParts, signal: AbortSignal): Promise<void> {
  const paceMs = Math.max(PACE_MS, fps ? 1000 / fps : 0)
  let after: number | undefined
  while (!signal.aborted) {
    const startedAt = performance.now()
    const newer = { waitSeconds: 5, ...(after === undefined ? {} : { after }) }
    const still = await getStill(outputOf(target, 'still.jpg'), newer, signal)
    if (still?.clock) sight.heard(still.clock)
    if (still) {
      if (!(await drawJpeg(canvas, still.jpeg, () => !signal.aborted))) return
      after = still.sequence
      sight.contact = 'answers'
      sight.ended = sight.state = undefined
      sight.paint({ capturedAt: still.capturedAt, sequence: still.sequence, moving: true }, 'stills')
      changed()
    }
    await pause(paceMs - (performance.now() - startedAt), signal)
  }
}
