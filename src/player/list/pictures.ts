import type { Connection } from '../many/connection.ts'
import { standIn } from '../many/standIn.ts'
import { drawJpeg } from '../screen/drawJpeg.ts'
import type { CameraState } from '../server/cameraJson.ts'
import { keepThumbnail } from './thumbnails.ts'

/** A card shows movement with so many pictures a second, and spares who pays for his data. */
const FPS = 2
/** Without a picture for so long single stills are asked for, in ms. */
const PATIENCE_MS = 2000

/** A picture that was drawn: its capture time in ms on the server's clock and its number, as far as they are known. */
export type Drawn = (capturedAt: number | undefined, sequence: number | undefined) => void

/**
 * Keeps the pictures of a camera coming to the canvas until the signal aborts: over the connection that all cards share, and
 * where that brings none as single stills.
 */
export function keepPictures(
  id: string,
  { canvas, drawn, connection }: { canvas: HTMLCanvasElement; drawn: Drawn; connection: Connection },
  signal: AbortSignal,
): void {
  let state: CameraState['kind'] | undefined
  let newest = 0
  const stills = standIn(alone => void keepThumbnail(id, canvas, drawn, alone), {
    afterMs: PATIENCE_MS,
    blamed: () => !connection.isOpen || state === undefined || state === 'live',
    signal,
  })
  const stop = connection.watch(
    id,
    { fps: FPS },
    {
      line: isOpen => {
        if (!isOpen) state = undefined
      },
      state: ({ kind }) => {
        state = kind
      },
      ended: () => undefined,
      async picture({ jpeg, sequence, capturedAt }, done) {
        const number = ++newest
        try {
          if (!(await drawJpeg(canvas, jpeg, () => !signal.aborted && number === newest))) return
          stills.came()
          drawn(capturedAt, sequence)
        } catch {
          // A damaged picture is left out; without any other the stills take over.
        } finally {
          done()
        }
      },
    },
  )
  signal.addEventListener('abort', stop)
}
