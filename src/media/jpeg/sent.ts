import { describeJpeg } from './describe.ts'
import type { JpegDraft } from './draft.ts'

/** A whole JPEG that somebody sent. */
export interface SentJpeg {
  readonly draft: JpegDraft
  readonly width: number
  readonly height: number
  /** Ms since 1970. */
  readonly capturedAt: number
}

/** In pixels: a small file may say that it is larger, and would fill the memory of who decodes it. */
const MOST_SIDE = 8192

/** What was received, as a JPEG taken at `capturedAt` (ms since 1970); undefined when it is none, not whole, or larger than 8192 x 8192. */
export function sentJpeg(draft: JpegDraft, capturedAt: number): SentJpeg | undefined {
  const size = describeJpeg(draft.jpeg)
  return size && size.width <= MOST_SIDE && size.height <= MOST_SIDE ? { draft, ...size, capturedAt } : undefined
}
