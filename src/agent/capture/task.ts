import type { CameraConfig } from '../../config.ts'
import type { Want } from '../../hub/demand.ts'
import type { Source } from '../sources/source.ts'
import type { CapturePlan } from './plan.ts'

/** What one run of FFmpeg is to do with a source. */
export interface Task {
  /** The source's own H.264 is handed on as it comes. */
  readonly passthrough: boolean
  /** What comes of the run: what is wanted, and what costs nothing. */
  readonly wanted: ReadonlySet<Want>
  /** What of it FFmpeg makes or hands on; nothing where pictures are sent here and nobody wants video. */
  readonly made: ReadonlySet<Want>
  /** What it hands on as it comes; undefined where all is encoded. */
  readonly native: Want | undefined
  /** It encodes H.264. */
  readonly encodes: boolean
  /** Frames per second that are to be expected at least, where known. */
  readonly slowestRate: number | undefined
}

/** What is to be done with `source`, as planned. */
export function taskOf(source: Source, plan: CapturePlan, config: CameraConfig): Task {
  const { published, frameRate } = source
  const passthrough = source.video === 'h264' && !plan.encode && !config.encode
  const native: Want | undefined = passthrough ? 'video' : source.video === 'mjpeg' ? 'jpeg' : undefined
  const asSent = published?.what === 'pictures' ? published : undefined
  // What the source gives without work is always on, so that its viewers need no restart.
  const free: Want | undefined = asSent ? 'jpeg' : native
  const wanted = new Set<Want>([...plan.wanted, ...(free ? [free] : [])])
  const made = new Set([...wanted].filter(want => !asSent || want !== 'jpeg'))
  const encodes = made.has('video') && !passthrough
  return { passthrough, wanted, made, native, encodes, slowestRate: asSent?.slowestRate ?? frameRate ?? config.rate }
}
