import type { Writable } from 'node:stream'
import type { Camera } from '../../hub/camera.ts'
import type { Intake } from '../../hub/intake.ts'
import { OPENING } from '../../media/jpeg/picture.ts'
import type { Verdict } from '../captureEnd.ts'
import type { Feeding } from '../feed.ts'
import { absent, missing } from './open.ts'

const POLL_MS = 250

/** Hands on what is published to a camera, until `signal` aborts or nobody publishes any more. */
export async function followPublisher(
  camera: Camera,
  intake: Intake,
  input: Writable | undefined,
  { clock, signal, take, onAge }: Pick<Feeding, 'clock' | 'signal' | 'take' | 'onAge'>,
): Promise<Verdict> {
  const stops = [...(input ? [feedNewest(camera, input, onAge)] : []), intake.subscribe(take, performance.now())]
  try {
    while (!signal.aborted) {
      const absence = intake.absence(performance.now())
      if (absence) return { kind: 'failed', code: missing, reason: absent[absence] }
      await clock.sleep(POLL_MS, signal)
    }
    return { kind: 'stopped' }
  } finally {
    for (const stop of stops) stop()
  }
}

/** Writes each new picture of a camera, the newest when the one before was taken: FFmpeg is a viewer like others. */
function feedNewest({ pictures }: Camera, output: Writable, onAge: Feeding['onAge']): () => void {
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
