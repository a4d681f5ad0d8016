import type { Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'

/** A whole JPEG, and when it was made in ms since 1970. */
export interface StillPicture {
  readonly bytes: Uint8Array
  readonly madeAt: number
}

/**
 * Writes the picture that is newest at each time to `output` as FFmpeg's mpjpeg, `frameRate` times a second. While one
 * write is not taken there is no other. `showing` is told when each was made. Resolves when `signal` aborts.
 */
export async function repeatPicture(
  newest: () => StillPicture | undefined,
  frameRate: number,
  output: Writable,
  signal: AbortSignal,
  showing: (madeAt: number) => void,
): Promise<void> {
  while (!signal.aborted) {
    const picture = newest()
    if (picture && !output.writableNeedDrain && output.writable) {
      showing(picture.madeAt)
      output.write(part(picture.bytes))
    }
    await delay(1000 / frameRate, undefined, { signal }).catch(() => undefined)
  }
}

function part(picture: Uint8Array): Uint8Array {
  const head = `--ffmpeg\r\nContent-type: image/jpeg\r\nContent-length: ${picture.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), picture, Buffer.from('\r\n')])
}
