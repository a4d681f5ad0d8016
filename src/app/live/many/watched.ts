import type { WSContext } from 'hono/ws'
import type { Visit } from '../../../access/watching.ts'
import type { Camera } from '../../../hub/camera.ts'
import type { LiveQuality } from '../../../hub/video/liveVideo.ts'
import { JpegViewer } from '../jpegViewer.ts'
import { Teller } from '../teller.ts'
import { VideoViewer } from '../videoViewer.ts'
import type { LiveViewer, Outlet, ViewersLine } from '../viewer.ts'
import type { Line } from './line.ts'
import { MOST_CREDITS, type WatchRequest } from './request.ts'

/** Why a camera is not shown, or not any more; `message` is a sentence. */
export interface Ending {
  readonly code: string
  readonly message: string
}

/** One camera of a connection: from the wish to see it, through the look at who asks, until its last picture. */
export class Watched {
  readonly request: WatchRequest
  #viewer: LiveViewer | undefined
  #credits: number
  #quality: LiveQuality | undefined
  #undo: (() => void)[] = []
  #isOver = false

  constructor(request: WatchRequest) {
    this.request = request
    this.#credits = request.credit
    this.#quality = request.quality
  }

  /** It is over: pictures of it are of no use any more. */
  get isOver(): boolean {
    return this.#isOver
  }

  credit(count: number, line: ViewersLine): void {
    if (this.#viewer) this.#viewer.credit(count, line)
    else this.#credits = Math.min(MOST_CREDITS, this.#credits + count)
  }

  /** Goes on with this picture; of JPEGs there is but one, and a watch that has not begun yet takes it for its first. */
  choose(quality: LiveQuality): void {
    this.#quality = quality
    this.#viewer?.choose?.(quality)
  }

  /** Whoever asked may see it: its state and its pictures go out from now on. `end` is called when that is over by itself. */
  begin(camera: Camera, visit: Visit, to: { socket: WSContext; line: Line; end(ending: Ending): void }): void {
    if (this.#isOver) {
      visit.leave()
      return
    }
    const outlet = to.line.outlet(() => this.#viewer?.offer())
    const viewer = this.#viewerOf(camera, outlet)
    const teller = new Teller(camera, to.socket)
    const revoked = { code: 'revoked', message: 'Access by this link has ended.' }
    const removed = { code: 'camera_removed', message: `Camera "${camera.id}" was removed.` }
    this.#viewer = viewer
    this.#undo = [
      camera.demand.hold(viewer.want),
      viewer.follow(() => viewer.offer()),
      camera.onState(() => teller.tell()),
      camera.onRemoved(() => to.end(removed)),
      visit.onEnded(() => to.end(revoked)),
      () => visit.leave(),
      () => outlet.close(),
    ]
    if (visit.ended.aborted) to.end(revoked)
    else {
      teller.tell()
      if (this.#credits > 0) viewer.credit(this.#credits)
      else viewer.offer()
    }
  }

  /** May be called again. */
  over(): void {
    this.#isOver = true
    for (const step of this.#undo.splice(0)) step()
  }

  #viewerOf(camera: Camera, outlet: Outlet): LiveViewer {
    const { as, fps, most } = this.request
    if (as === 'jpeg') return new JpegViewer(camera, outlet, fps)
    const quality = this.#quality
    return new VideoViewer(camera, outlet, { ...(quality && { quality }), ...(most !== undefined && { most }) })
  }
}
