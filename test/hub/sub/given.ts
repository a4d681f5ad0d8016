import { readFileSync } from 'node:fs'
import { cameraFromSource } from '../../../src/config/camera.ts'
import { Camera } from '../../../src/hub/camera.ts'
import type { SubMaking } from '../../../src/hub/sub/form.ts'
import type { Sub } from '../../../src/hub/sub/sub.ts'
import { FlvPacketReader } from '../../../src/media/flv/packetReader.ts'
import { flvHead, flvPictures } from '../../../src/media/flv/pictureTags.ts'

/** 12 frames at 10 fps of 64x48, keyframes every five, and sound. */
export const TINY = Uint8Array.from(readFileSync(new URL('../../media/fixtures/tiny.flv', import.meta.url)))

/** A camera of 64x48 with a small picture of 32x24 at 5 fps beside it. */
export function givenCamera(): { camera: Camera; sub: Sub } {
  const camera = new Camera(cameraFromSource('test:', { sub: { size: '32x32', rate: 5, bitrate: 50 } }))
  const { sub } = camera
  if (!sub) throw new Error('the camera has no small picture')
  return { camera, sub }
}

/** What an encoder gives that does with each frame what its stamp says, without making it smaller. */
export class Encoder {
  readonly #flv = new FlvPacketReader()

  push(chunk: Uint8Array): Uint8Array[] {
    return Array.from(this.#flv.push(chunk)).flatMap(packet => {
      if (packet.kind === 'videoConfig') return [flvHead(packet.avcC)]
      const stamp = packet.kind === 'video' ? packet.dts + packet.cts : 1
      if (packet.kind !== 'video' || stamp % 2 === 1) return []
      return [flvPictures([{ ...packet, decodeMs: stamp, offsetMs: 0, keyframe: stamp % 4 === 0 }])]
    })
  }
}

/**
 * Lets a run make all there is, with an encoder of its own; `until` ends it after so many parts. The returned function
 * goes on with what has come since.
 */
export function makeAll(run: SubMaking, until = Number.POSITIVE_INFINITY): () => void {
  const encoder = new Encoder()
  const encode = (bytes: Uint8Array) => {
    for (const made of encoder.push(bytes)) run.push(made)
  }
  const goOn = () => {
    for (let part = run.take(); part; part = run.made < until ? run.take() : undefined) encode(part)
  }
  encode(run.head())
  goOn()
  return goOn
}

/** What a window's playlist names: each segment's number, its parts, and whether it is done. */
export function listed({ window }: { window: Camera['window'] | Sub['window'] }): string[] {
  return window
    .state()
    .segments.map(
      ({ msn, parts, done, discontinuity }) =>
        `${discontinuity ? 'discontinuity ' : ''}${msn}: ${parts.map(part => `${part.id}${part.independent ? '!' : ''}`).join(' ')}${done ? '' : ' …'}`,
    )
}
