import type { Glass } from '../glass.ts'
import { drawMark } from './drawMark.ts'

/** What a small window can show of it: longer sides than this, in pixels, are only work. */
const LONGEST = 960

/** A video that shows what is on the glass, and the mark over it. */
export interface Mirror {
  /** Not on the page: for a window of its own. */
  readonly video: HTMLVideoElement
  /** Begins to mirror; resolves with the video once it can be shown. */
  open(): Promise<HTMLVideoElement>
  /** Draws what is on the glass now. */
  draw(): void
  /** Marks it with these words from now on, or not any more. */
  mark(words: string | undefined): void
  close(): void
}

/** A mirror of the glass, which is still until it is opened. */
export function mirrorOf(glass: Glass): Mirror {
  const video = document.createElement('video')
  video.muted = video.playsInline = true
  const canvas = document.createElement('canvas')
  let words: string | undefined
  let stream: MediaStream | undefined

  // The window has a button to pause, after which an old picture would stay in it.
  video.addEventListener('pause', () => stream && void video.play().catch(() => undefined))
  const draw = () => {
    const { source, width, height } = pictureOn(glass)
    const pen = canvas.getContext('2d')
    if (!pen || width === 0 || height === 0) return
    const scale = Math.min(1, LONGEST / Math.max(width, height))
    const [wide, high] = [Math.round(width * scale), Math.round(height * scale)]
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high })
    pen.drawImage(source, 0, 0, wide, high)
    if (words !== undefined) drawMark(pen, wide, high, words)
  }
  return {
    video,
    draw,
    async open() {
      draw()
      stream = canvas.captureStream()
      video.srcObject = stream
      draw()
      await video.play()
      return video
    },
    mark(now) {
      if (now === words) return
      words = now
      draw()
    },
    close() {
      for (const track of stream?.getTracks() ?? []) track.stop()
      stream = undefined
      video.srcObject = null
    },
  }
}

function pictureOn({ front, video, canvas }: Glass): { source: CanvasImageSource; width: number; height: number } {
  if (front === 'video') return { source: video, width: video.videoWidth, height: video.videoHeight }
  return { source: canvas, width: canvas.width, height: canvas.height }
}
