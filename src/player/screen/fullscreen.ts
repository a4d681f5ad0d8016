import type { Glass } from './glass.ts'

/** Full screen in whichever way this browser has. */
export interface FullScreen {
  toggle(): Promise<void>
  /** Leaves a full screen that our veil cannot cover (the iPhone's own video player). */
  leaveUncovered(): void
}

/**
 * Full screen for the whole player, so that badge, veil and buttons come along. An iPhone knows it only for videos;
 * there, and for pictures on the canvas, the player fills the window instead.
 */
export function fullScreen(player: HTMLElement, glass: Glass, changed: (on: boolean) => void): FullScreen {
  const { video } = glass
  const fill = (on: boolean) => {
    player.toggleAttribute('data-filling', on)
    document.documentElement.toggleAttribute('data-filled', on)
    changed(on)
  }
  document.addEventListener('fullscreenchange', () => changed(document.fullscreenElement === player))
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && player.hasAttribute('data-filling')) fill(false)
  })

  return {
    async toggle() {
      if (document.fullscreenElement) return document.exitFullscreen()
      if (player.hasAttribute('data-filling')) return fill(false)
      if (document.fullscreenEnabled) return player.requestFullscreen()
      if (glass.front === 'video' && isIPhoneVideo(video) && !player.hasAttribute('data-veiled')) {
        return video.webkitEnterFullscreen()
      }
      fill(true)
    },
    leaveUncovered() {
      if (isIPhoneVideo(video) && video.webkitDisplayingFullscreen) video.webkitExitFullscreen()
    },
  }
}

interface IPhoneVideo {
  readonly webkitDisplayingFullscreen: boolean
  webkitEnterFullscreen(): void
  webkitExitFullscreen(): void
}

function isIPhoneVideo(video: HTMLVideoElement): video is HTMLVideoElement & IPhoneVideo {
  return 'webkitEnterFullscreen' in video && typeof video.webkitEnterFullscreen === 'function'
}
