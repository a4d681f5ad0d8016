/**
 * Plays the video, muted if it must be; `refused` is called when the browser wants the person to touch the page first.
 * It also goes on when the tab is seen again: phones pause a hidden video. Until the signal aborts.
 */
export function startVideo(video: HTMLVideoElement, refused: () => void, signal: AbortSignal): void {
  const play = () => {
    video.play().catch((error: unknown) => {
      if (signal.aborted || !isRefusal(error)) return
      if (video.muted) return refused()
      video.muted = true
      play()
    })
  }
  const again = () => {
    if (!document.hidden && video.paused) play()
  }
  video.addEventListener('canplay', again, { signal })
  // The system's own controls (picture in picture, headset) can pause; live has no pause.
  video.addEventListener('pause', () => setTimeout(again, 500), { signal })
  document.addEventListener('visibilitychange', again, { signal })
  play()
}

// AbortError only says that a newer load interrupted this one.
function isRefusal(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotAllowedError'
}
