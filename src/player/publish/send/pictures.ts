import { pause } from '../../deadline.ts'
import { Pace } from '../line/pace.ts'
import type { Sending } from './sending.ts'

/** More pictures a second than this are too much for single JPEGs. */
const MOST_RATE = 10
const QUALITY = 0.7

/** Sends single JPEGs, each when the one before was taken, without sound: every browser can. */
export async function sendByPictures(
  { preview, line, wish, begin, tell }: Sending,
  signal: AbortSignal,
): Promise<void> {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  const pace = new Pace(1)
  const everyMs = 1000 / Math.min(wish.rate, MOST_RATE)
  begin('jpeg')
  while (!signal.aborted) {
    await line.credit()
    const now = performance.now()
    pace.note(line.flow.lateMs(now), now)
    const { videoWidth: width, videoHeight: height } = preview
    if (width > 0 && !signal.aborted && !pace.pausing) {
      Object.assign(canvas, { width, height })
      context?.drawImage(preview, 0, 0)
      const capturedAt = line.serverNow
      const jpeg = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
      if (jpeg && !signal.aborted) line.picture(envelope({ capturedAt }, new Uint8Array(await jpeg.arrayBuffer())))
      tell({ width, height, codec: 'JPEG', sound: false })
    }
    await pause(Math.max(10, everyMs - (performance.now() - now)), signal)
  }
}

/** A header of so many bytes as the first 32 bits say, and the picture. */
function envelope(header: object, jpeg: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header))
  const message = new Uint8Array(4 + text.length + jpeg.length)
  new DataView(message.buffer).setUint32(0, text.length)
  message.set(text, 4)
  message.set(jpeg, 4 + text.length)
  return message
}
