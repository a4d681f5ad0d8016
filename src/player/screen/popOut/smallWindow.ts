import type { Glass } from '../glass.ts'
import { mirrorOf } from './mirror.ts'

/** Picture in picture. */
export interface SmallWindow {
  readonly supported: boolean
  readonly open: boolean
  toggle(): Promise<void>
  /** A new picture is on the glass. */
  painted(): void
  /** The picture stands still, in these words; or it is live. */
  judged(words: string | undefined): void
  close(): void
}

/**
 * The glass in a window of its own. A video goes there as it is; our veil can't cover it there, so that window closes when the
 * picture stands still, and `say` tells why. What is drawn on the canvas goes there by a mirror, which is marked itself.
 */
export function smallWindow(
  glass: Glass,
  { changed, say }: { changed(open: boolean): void; say(message: string): void },
): SmallWindow {
  const { video } = glass
  const mirror = mirrorOf(glass)
  for (const shown of [video, mirror.video]) {
    shown.addEventListener('enterpictureinpicture', () => changed(true))
    shown.addEventListener('leavepictureinpicture', () => changed(false))
  }
  mirror.video.addEventListener('leavepictureinpicture', () => mirror.close())
  const isOut = (shown: HTMLVideoElement) => document.pictureInPictureElement === shown
  const isOpen = () => isOut(video) || isOut(mirror.video)
  const close = () => {
    if (isOpen()) document.exitPictureInPicture().catch(() => undefined) // it was closed by hand meanwhile
  }
  return {
    supported: document.pictureInPictureEnabled === true,
    get open() {
      return isOpen()
    },
    async toggle() {
      if (isOpen()) return close()
      if (glass.front === 'video') await video.requestPictureInPicture()
      else await (await mirror.open()).requestPictureInPicture()
    },
    painted() {
      if (isOut(mirror.video)) mirror.draw()
    },
    judged(words) {
      if (isOut(mirror.video)) mirror.mark(words)
      if (words === undefined || !isOut(video)) return
      say('The small window closed: its picture stands still.')
      close()
    },
    close,
  }
}
