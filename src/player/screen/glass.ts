import { drawVideo } from './drawJpeg.ts'

/** Where pictures appear: a video and a canvas in the same place, one of them in front. */
export interface Glass {
  readonly video: HTMLVideoElement
  readonly canvas: HTMLCanvasElement
  /** Which of the two is in front. */
  readonly front: 'none' | 'video' | 'canvas'
  /** Brings the video or the canvas to the front and fits the stage to its picture. */
  show(layer: 'video' | 'canvas'): void
  /** Before the video is emptied: its last picture goes to the canvas and the canvas to the front. */
  keepLast(): void
}

/** The glass inside the stage element, which learns the layer in front (data-front); the root learns the picture's ratio (--ratio). */
export function openGlass(stage: HTMLElement, video: HTMLVideoElement, canvas: HTMLCanvasElement): Glass {
  let front: Glass['front'] = 'none'
  const shape = (width: number, height: number) => {
    if (width > 0 && height > 0) document.documentElement.style.setProperty('--ratio', String(width / height))
  }
  video.addEventListener('resize', () => shape(video.videoWidth, video.videoHeight))

  return {
    video,
    canvas,
    get front() {
      return front
    },
    show(layer) {
      if (layer === 'canvas') shape(canvas.width, canvas.height)
      if (front === layer) return
      front = layer
      stage.dataset.front = layer
      video.ariaHidden = String(layer !== 'video')
      canvas.ariaHidden = String(layer !== 'canvas')
      if (layer === 'video') shape(video.videoWidth, video.videoHeight)
    },
    keepLast() {
      if (front !== 'video') return
      drawVideo(canvas, video)
      this.show('canvas')
    },
  }
}
