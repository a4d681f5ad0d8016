import { drawJpeg } from '../../screen/drawJpeg.ts'
import { numberHeader } from '../../server/still.ts'
import { linked } from '../../signals.ts'
import { mjpegStream } from '../mjpegStream.ts'
import type { Part } from '../multipart.ts'
import type { Delivery, DeliveryContext } from './delivery.ts'

/** Pictures that keep coming later than this after their capture pile up in the network: the link is too thin. */
const BEHIND_MS = 4000
const BEHIND_FOR_MS = 3000
/** Pictures a second for who saves data. */
const SAVER_FPS = 2

/**
 * MJPEG, read by fetch and drawn on the canvas: unlike an <img> this knows each picture's capture time, sees the
 * stream stall, works on iOS after an app switch, and shows a frame at once instead of one frame late.
 */
export const playMjpeg: Delivery = async context => {
  while (!context.signal.aborted) {
    const anew = linked(context.signal)
    context.quality.onWanted(() => anew.abort(), anew.signal) // at another rate
    try {
      await stream(context, anew.signal)
    } catch (error) {
      if (!anew.signal.aborted) throw error
    } finally {
      anew.abort()
    }
  }
}

async function stream(context: DeliveryContext, signal: AbortSignal): Promise<void> {
  const { paths, quality, heard, received } = context
  const path = quality.wanted === 'saver' ? `${paths.mjpeg}?fps=${SAVER_FPS}` : paths.mjpeg
  const offer = newestWins(context)
  for await (const { length, newest } of mjpegStream(path, signal)) {
    heard()
    received(length)
    if (newest) offer(newest)
  }
  throw new Error('The picture stream ended.')
}

// Decoding is asynchronous; of what comes meanwhile only the newest is drawn next.
function newestWins(context: DeliveryContext): (part: Part) => void {
  let waiting: Part | undefined
  let drawing = false
  let lateSince: number | undefined
  const drawAll = async () => {
    drawing = true
    while (waiting && !context.signal.aborted) {
      const part = waiting
      waiting = undefined
      await show(part, context)
    }
    drawing = false
  }
  return part => {
    // A single late picture is only the last one from before a pause.
    const now = context.serverNow()
    lateSince = now - (captureTime(part) ?? now) > BEHIND_MS ? (lateSince ?? now) : undefined
    if (lateSince !== undefined && now - lateSince > BEHIND_FOR_MS) throw new Error('The link is too slow for MJPEG.')
    waiting = part
    if (!drawing) void drawAll()
  }
}

async function show(part: Part, { glass, painted, signal }: DeliveryContext): Promise<void> {
  try {
    const jpeg = new Blob([part.body], { type: 'image/jpeg' })
    if (!(await drawJpeg(glass.canvas, jpeg, () => !signal.aborted))) return
  } catch {
    return // A damaged picture is skipped; when none comes through, the watchdog sees that nothing moves.
  }
  glass.show('canvas')
  painted(captureTime(part), numberHeader(part.headers.get('x-tunnelcam-sequence')))
}

function captureTime({ headers }: Part): number | undefined {
  return numberHeader(headers.get('x-tunnelcam-captured-at'))
}
