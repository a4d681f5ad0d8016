import type { Camera } from '../../../src/hub/camera.ts'
import { until } from '../until.ts'
import { edgesOf } from './edges.ts'
import { offsets } from './figures.ts'

/** So many seconds of HLS are decoded at a time. */
const CHUNK_SECONDS = 10

/**
 * Watches a camera's HLS for so long, decodes what is served, and gives each flash's offset to its beep (`ms`, more than 0
 * where the sound is late) as soon as it is known.
 */
export async function* measureSync(camera: Camera, seconds: number): AsyncGenerator<{ at: number; ms: number }> {
  const { window } = camera
  await until('HLS has a whole segment', () => window.hasWholeSegment, 20_000)
  let next = window.edge
  let measured = 0
  while (measured < seconds) {
    const segments: Uint8Array[] = []
    let collected = 0
    let number: number | undefined
    while (collected < Math.min(CHUNK_SECONDS, seconds)) {
      await until(`segment ${next}`, () => window.segment(next)?.done === true, 20_000)
      const state = window.state().segments.find(({ msn }) => msn === next)
      if (number !== undefined && state?.init !== number) break
      number = state?.init
      const parts = window.segment(next)?.parts ?? []
      segments.push(...parts.map(({ bytes }) => bytes))
      collected += parts.reduce((sum, part) => sum + part.seconds, 0)
      next++
    }
    measured += collected
    const init = number === undefined ? window.init : window.initNumbered(number)
    if (init) yield* offsets(await edgesOf(Buffer.concat([init.bytes, ...segments])))
  }
}
