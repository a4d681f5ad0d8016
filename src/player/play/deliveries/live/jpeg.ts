import { pause } from '../../../deadline.ts'
import { drawJpeg } from '../../../screen/drawJpeg.ts'
import { socketAddress } from '../../../server/socketAddress.ts'
import type { Delivery, DeliveryContext } from '../delivery.ts'
import { askTheTime } from './askTheTime.ts'
import { JpegCredits } from './jpegCredits.ts'
import { Pace } from './pace.ts'
import { type LivePicture, readPicture } from './picture.ts'

/** Between two pictures for who saves data, in ms. */
const SAVER_PACE_MS = 500

/** JPEGs over the live WebSocket, each drawn as it comes: for browsers without H.264, and never old on a thin network. */
export const playJpeg: Delivery = context => {
  const { paths, glass, quality, heard, painted, clock, received, signal } = context
  const socket = new WebSocket(socketAddress(`${paths.live}?video=jpeg`))
  socket.binaryType = 'arraybuffer'
  const credits = new JpegCredits()
  const pace = new Pace()
  let [came, shown, underWay] = [0, 0, 0]
  askTheTime(socket, clock)
  const give = (count: number) => {
    if (count > 0 && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'credit', count }))
    underWay += Math.max(0, count)
  }
  /** Who saves data gets one at a time, now and then. */
  const giveMore = async (count: number) => {
    if (quality.wanted === 'full') return give(count)
    await pause(SAVER_PACE_MS, signal)
    give(1 - underWay)
  }
  socket.onopen = () => give(quality.wanted === 'full' ? credits.opening : 1)
  socket.onmessage = async ({ data }: MessageEvent<ArrayBuffer | string>) => {
    received(typeof data === 'string' ? data.length : data.byteLength)
    if (typeof data === 'string') return
    heard()
    const picture = readPicture(data)
    underWay--
    if (!picture) return give(1)
    const now = performance.now()
    pace.came(picture.capturedAt, now)
    const more = credits.taken(now, pace.lateMs(picture.capturedAt, now))
    const number = ++came
    // Decoding is asynchronous; one that a newer one has overtaken is left out.
    const isNewest = () => number > shown
    if (await draw(picture, context, isNewest)) {
      shown = number
      glass.show('canvas')
      painted(picture.capturedAt, picture.sequence)
    }
    void giveMore(more)
  }
  return new Promise((resolve, reject) => {
    socket.onclose = ({ reason }) => reject(new Error(reason || 'The live connection ended.'))
    const over = () => {
      socket.onmessage = null
      socket.close()
      resolve()
    }
    if (signal.aborted) over()
    else signal.addEventListener('abort', over, { once: true })
  })
}

async function draw(
  { jpeg }: LivePicture,
  { glass, signal }: DeliveryContext,
  isNewest: () => boolean,
): Promise<boolean> {
  try {
    return await drawJpeg(glass.canvas, jpeg, () => !signal.aborted && isNewest())
  } catch {
    return false // A damaged picture is skipped; when none comes through, the watchdog sees that nothing moves.
  }
}
