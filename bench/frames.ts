import { readFileSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { clip } from '../test/support/ffmpeg.ts'
import { sum } from './numbers.ts'
import { stamped } from './stamp.ts'

export const FRAMES_PER_SECOND = 30

/** Two seconds of 1280x720 pictures of 60 to 100 KB each, as a webcam's MJPEG: every server sends these. */
export interface Frames {
  readonly width: number
  readonly height: number
  /** The JPEGs one after the other. */
  readonly path: string
  readonly jpegs: readonly Uint8Array[]
  readonly meanBytes: number
}

/** Makes the pictures, once. Throws when this FFmpeg makes pictures of another size. */
export function frames(): Frames {
  const picture = `testsrc2=size=1280x720:rate=${FRAMES_PER_SECOND}:duration=2,noise=alls=9:allf=t`
  const path = clip(
    ['-f', 'lavfi', '-i', picture, '-c:v', 'mjpeg', '-q:v', '6', '-pix_fmt', 'yuvj420p', '-f', 'mjpeg'],
    'mjpeg',
  )
  const jpegs = jpegsIn(readFileSync(path))
  const meanBytes = sum(jpegs.map(jpeg => jpeg.length)) / jpegs.length
  if (meanBytes < 60_000 || meanBytes > 100_000)
    throw new Error(`The pictures have ${Math.round(meanBytes)} bytes each; 60,000 to 100,000 were to be made.`)
  return { width: 1280, height: 720, path, jpegs, meanBytes }
}

function jpegsIn(bytes: Buffer): Uint8Array[] {
  const start = Buffer.from([0xff, 0xd8, 0xff])
  const jpegs: Uint8Array[] = []
  for (let from = 0; from < bytes.length; ) {
    const next = bytes.indexOf(start, from + start.length)
    const end = next < 0 ? bytes.length : next
    jpegs.push(bytes.subarray(from, end))
    from = end
  }
  return jpegs
}

/** Calls `act` with 0, 1, 2, … at an even pace that does not drift, until the returned function is called. */
export function evenly(perSecond: number, act: (index: number) => void): () => void {
  const began = performance.now()
  let index = 0
  let timer = setTimeout(tick)
  function tick() {
    act(index++)
    timer = setTimeout(tick, Math.max(0, began + (index * 1000) / perSecond - performance.now()))
  }
  return () => clearTimeout(timer)
}

/** Writes the pictures, stamped, at their rate until the returned function is called. */
export function feedJpegs(pipe: Writable, { jpegs }: Frames): () => void {
  return evenly(FRAMES_PER_SECOND, index => {
    const jpeg = jpegs[index % jpegs.length]
    if (jpeg && !pipe.writableNeedDrain) pipe.write(stamped(jpeg))
  })
}

/** Writes the pictures, stamped, as FFmpeg's mpjpeg muxer does, at their rate, until the returned function is called. */
export function feedMpjpeg(pipe: Writable, { jpegs }: Frames): () => void {
  return evenly(FRAMES_PER_SECOND, index => {
    const unstamped = jpegs[index % jpegs.length]
    if (!unstamped || pipe.writableNeedDrain) return // a camera whose pictures are not taken loses them
    const jpeg = stamped(unstamped)
    const open = index === 0 ? '--ffmpeg\r\n' : ''
    pipe.write(`${open}Content-type: image/jpeg\r\nContent-length: ${jpeg.length}\r\n\r\n`)
    pipe.write(jpeg)
    pipe.write('\r\n--ffmpeg\r\n')
  })
}
