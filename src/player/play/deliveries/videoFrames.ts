/**
 * Calls `onFrame` with the media time in seconds of each picture the video shows, until the signal aborts. Where the
 * browser tells of each frame (requestVideoFrameCallback) that is the proof; elsewhere, and while the page is hidden
 * (picture in picture), it is the playhead's advance.
 */
export function watchFrames(video: HTMLVideoElement, onFrame: (mediaTime: number) => void, signal: AbortSignal): void {
  const tellsFrames = 'requestVideoFrameCallback' in video
  let last = video.currentTime

  const next = () => {
    if (signal.aborted) return
    video.requestVideoFrameCallback((_, { mediaTime }) => {
      if (signal.aborted) return
      last = video.currentTime
      // A seek shows a frame too, but a paused video does not move.
      if (!video.paused) onFrame(mediaTime)
      next()
    })
  }
  if (tellsFrames) next()

  const timer = setInterval(() => {
    if (tellsFrames && !document.hidden) return
    if (video.paused || video.currentTime === last || video.readyState < video.HAVE_CURRENT_DATA) return
    last = video.currentTime
    onFrame(last)
  }, 200)
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}
