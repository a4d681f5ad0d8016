import type { Writable } from 'node:stream'
import type { Camera } from '../../hub/camera.ts'
import type { PublishedVideo } from '../../hub/published/publishedVideo.ts'
import { OPENING } from '../../media/jpeg/picture.ts'

/** So much of a video may wait for an FFmpeg that is slow, and the group of pictures that is on its way. */
const MOST_WAITING = 4 << 20

/**
 * Writes each new picture of a camera, the newest when the one before was taken: FFmpeg is a viewer like others. `onAge` is
 * told how old each is, in ms. Until the returned function is called.
 */
export function feedNewest({ pictures }: Camera, output: Writable, onAge: (ms: number) => void): () => void {
  let fed = pictures.latest?.sequence ?? 0
  const offer = () => {
    const { latest } = pictures
    if (!latest || latest.sequence === fed || output.writableNeedDrain || !output.writable) return
    fed = latest.sequence
    onAge(Date.now() - latest.capturedAt)
    output.write(latest.part)
  }
  output.write(OPENING)
  output.on('drain', offer)
  const unsubscribe = pictures.subscribe(offer)
  return () => {
    unsubscribe()
    output.off('drain', offer)
  }
}

/** Writes a video as it comes. When it is not taken in time, whole groups of pictures are left out. */
export function feedVideo(video: PublishedVideo, output: Writable): () => void {
  let leavesOut = false
  return video.subscribe(({ kind, bytes }) => {
    if (kind === 'join') leavesOut = output.writableLength > MOST_WAITING
    if (leavesOut || !output.writable) return
    output.cork()
    output.write(bytes)
    process.nextTick(() => output.uncork())
  })
}
