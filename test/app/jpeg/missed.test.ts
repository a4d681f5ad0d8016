import { describe, expect, test } from 'vitest'
import { Missed } from '../../../src/app/jpeg/missed.ts'
import { noCounts } from '../../../src/hub/counts.ts'
import { live, TINY_MPJPEG } from '../serving.ts'

/** 30 pictures a second; `slow` are the ones that come while the viewer can't take one, else he takes it if it is due. */
function missedOf(intervalMs: number, slow: (picture: number) => boolean): number {
  const counts = noCounts()
  const missed = new Missed(counts, intervalMs)
  let dueAt = 0
  for (let picture = 0; picture < 60; picture++) {
    const now = (picture * 1000) / 30
    if (slow(picture)) missed.came(now)
    else if (now >= dueAt - intervalMs / 4) {
      dueAt = Math.max(dueAt + intervalMs, now)
      missed.sent(dueAt)
    }
  }
  return counts.dropped
}

describe('a viewer misses', () => {
  test.each<[string, number, (picture: number) => boolean, number]>([
    ['nothing when he takes each', 0, () => false, 0],
    ['nothing when one waits for him, and he takes it', 0, picture => picture % 2 === 1, 0],
    ['all but the newest when he takes none', 0, () => true, 59],
    ['nine of ten when he is slow for ten', 0, picture => picture >= 30 && picture < 40, 9],
    ['nothing that ?fps=5 leaves out', 200, () => false, 0],
    ['nothing when he is slow only between those of ?fps=5', 200, picture => picture % 6 !== 0, 0],
    ['all but the newest of the eleven of ?fps=5 when he takes none', 200, () => true, 10],
  ])('%s', (_, intervalMs, slow, dropped) => expect(missedOf(intervalMs, slow)).toBe(dropped))
})

test('a stream counts what its slow viewer misses', async () => {
  const { app, run, camera } = live()
  const response = await app.request('/cameras/front/stream.mjpg')
  for (let burst = 0; burst < 20; burst++) run.jpeg(TINY_MPJPEG)
  expect(camera.counts.dropped).toBe(59)
  await response.body?.cancel()
})
