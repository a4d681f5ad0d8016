import type { Try } from '../../play/attempt.ts'
import { drawPicture } from '../drawJpeg.ts'
import type { Glass } from '../glass.ts'

/**
 * The glass as one try of a delivery has it. While the try is behind another one it draws on a canvas of its own, and comes
 * to the front with what is there; one that was replaced can't touch the glass any more. A rehearsal has a video of its own too.
 */
export function openPane(glass: Glass, attempt: Try): Glass {
  const own = document.createElement('canvas')
  let asked: 'video' | 'canvas' | undefined
  const video = attempt.rehearsal ? ownVideo() : glass.video
  attempt.whenFront(() => {
    if (asked === 'canvas') drawPicture(glass.canvas, own, own.width, own.height)
    if (asked) glass.show(asked)
  })
  return {
    video,
    get canvas() {
      return attempt.front ? glass.canvas : own
    },
    get front() {
      return glass.front
    },
    show(layer) {
      asked = layer
      if (attempt.front) glass.show(layer)
    },
    keepLast() {
      if (attempt.front) glass.keepLast()
    },
  }
}

function ownVideo(): HTMLVideoElement {
  return Object.assign(document.createElement('video'), { muted: true, playsInline: true })
}
