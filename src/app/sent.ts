import type { Context } from 'hono'
import type { Camera } from '../hub/camera.ts'
import type { Output } from '../hub/counts.ts'

/** Counts a body of so many bytes as sent by this output; the answer to HEAD has none. */
export function countSent(c: Context, camera: Camera, output: Output, bytes: number): void {
  if (c.req.method !== 'HEAD') camera.counts.bytes[output] += bytes
}
