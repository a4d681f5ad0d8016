import type { Writable } from 'node:stream'
import type { Camera } from '../../hub/camera.ts'
import type { Intake } from '../../hub/published/intake.ts'
import type { Verdict } from '../capture/captureEnd.ts'
import type { Feeding } from '../feed/feed.ts'
import { feedNewest, feedVideo } from './feeds.ts'
import { absent, missing } from './open.ts'

const POLL_MS = 250

/** Hands on what is published to a camera, until `signal` aborts, nobody publishes any more, or somebody else does. */
export async function followPublisher(
  camera: Camera,
  intake: Intake,
  input: Writable | undefined,
  { clock, signal, take, onAge }: Pick<Feeding, 'clock' | 'signal' | 'take' | 'onAge'>,
): Promise<Verdict> {
  const { video } = intake
  const stops = video
    ? [input ? feedVideo(video, input) : () => undefined]
    : [...(input ? [feedNewest(camera, input, onAge)] : []), intake.subscribe(take, performance.now())]
  try {
    while (!signal.aborted) {
      if (intake.video !== video) return { kind: 'regrow', wanted: camera.demand.wanted() }
      const absence = intake.absence(performance.now())
      if (absence) return { kind: 'failed', code: missing, reason: absent[absence] }
      await clock.sleep(POLL_MS, signal)
    }
    return { kind: 'stopped' }
  } finally {
    for (const stop of stops) stop()
  }
}
