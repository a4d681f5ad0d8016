import { pause } from '../../deadline.ts'
import { type Trouble, troubleOf } from './trouble.ts'
import { constraintsOf, type Wish } from './wish.ts'

/** What a camera gives as long as it gives it. */
export interface Shot {
  readonly stream: MediaStream
  readonly video: MediaStreamTrack
  /** Undefined where the microphone is off. */
  readonly audio: MediaStreamTrack | undefined
  /** Aborts when the camera stopped, or another one is wanted. */
  readonly over: AbortSignal
}

/** Muted for so long after the page is seen again, a track does not come back by itself. In ms. */
const MUTED_MS = 3000

/** What is in front of this device's camera, shown in a video element. Opened when it is first asked for. */
export class Scene {
  readonly #preview: HTMLVideoElement
  #wish: Wish
  #shot: { readonly shot: Shot; readonly end: AbortController } | undefined
  #opening: Promise<Shot> | undefined

  constructor(preview: HTMLVideoElement, wish: Wish) {
    this.#preview = preview
    this.#wish = wish
    document.addEventListener('visibilitychange', () => void this.#comeBack())
  }

  get wish(): Wish {
    return this.#wish
  }

  /** What is shown now; undefined before it was opened, and after its end. */
  get shot(): Shot | undefined {
    return this.#shot?.shot
  }

  /** From now on it is to be so. What is shown ends; it is opened anew by who asks. */
  change(wish: Wish): void {
    this.#wish = wish
    this.close()
  }

  /** The camera, opened if it is not. Throws Trouble. */
  async open(): Promise<Shot> {
    while (!this.#shot) {
      await seen() // a phone gives no camera to a page that is hidden
      this.#opening ??= this.#capture(this.#wish).finally(() => {
        this.#opening = undefined
      })
      await this.#opening
    }
    return this.#shot.shot
  }

  /** Lets go of the camera. */
  close(): void {
    const current = this.#shot
    this.#shot = undefined
    this.#preview.srcObject = null
    for (const track of current?.shot.stream.getTracks() ?? []) track.stop()
    current?.end.abort()
  }

  async #capture(wish: Wish): Promise<Shot> {
    const stream = await navigator.mediaDevices.getUserMedia(constraintsOf(wish)).catch((error: unknown) => {
      throw troubleOf(error instanceof Error ? error : { name: '', message: String(error) }, wish.microphone)
    })
    const [video] = stream.getVideoTracks()
    if (!video) throw troubleOf({ name: 'NotFoundError', message: '' }, false)
    const [audio] = stream.getAudioTracks()
    const end = new AbortController()
    const shot = { stream, video, audio, over: end.signal }
    if (wish !== this.#wish) {
      for (const track of stream.getTracks()) track.stop()
      return shot // another is wanted by now
    }
    this.#shot = { shot, end }
    for (const track of stream.getTracks()) track.addEventListener('ended', () => this.#lose(shot))
    this.#preview.srcObject = stream
    await this.#preview.play().catch(() => undefined) // hidden, or replaced meanwhile
    return shot
  }

  #lose(shot: Shot): void {
    if (this.#shot?.shot === shot) this.close()
  }

  /** A phone stops the camera when it is locked or another app comes to the front, and may forget to start it again. */
  async #comeBack(): Promise<void> {
    const { shot } = this
    if (document.hidden || !shot) return
    if (shot.video.readyState === 'ended') return this.#lose(shot)
    void this.#preview.play().catch(() => undefined)
    await pause(MUTED_MS, shot.over)
    if (!document.hidden && shot.video.muted) this.#lose(shot)
  }
}

/** Resolves when the page is not hidden. */
function seen(): Promise<void> {
  return new Promise(resolve => {
    if (!document.hidden) return resolve()
    const onChange = () => {
      if (document.hidden) return
      document.removeEventListener('visibilitychange', onChange)
      resolve()
    }
    document.addEventListener('visibilitychange', onChange)
  })
}

/** Whether what was thrown is Trouble. */
export function isTrouble(error: unknown): error is Trouble {
  return typeof error === 'object' && error !== null && 'kind' in error && 'title' in error && 'detail' in error
}
