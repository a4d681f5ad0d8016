import type { MeasuredWay } from './measure.ts'
import { askProbe, boundOf } from './probe.ts'

const WITHIN_MS = 12_000
const SIZES = [250_000, 1_000_000, 4_000_000]
/** What takes longer than this is large enough to be measured. */
const LONG_ENOUGH_MS = 700

/**
 * How fast bytes come, in Mbit/s: taken from the first of these sizes that is no matter of round trips. Undefined when
 * even the smallest did not come in time.
 */
export async function measureBulk(way: MeasuredWay): Promise<number | undefined> {
  let rate: number | undefined
  const roundTripMs = await download(1, way)
  if (roundTripMs === undefined) return undefined
  for (const bytes of SIZES) {
    const ms = await download(bytes, way)
    if (ms === undefined) return rate
    rate = (bytes * 8) / 1000 / Math.max(1, ms - roundTripMs)
    if (ms - roundTripMs > LONG_ENOUGH_MS) return rate
  }
  return rate
}

/** How long it takes until all of them are here, from asking on, in ms: a way that holds them back has no other time. */
async function download(bytes: number, way: MeasuredWay): Promise<number | undefined> {
  const startedAt = performance.now()
  const bound = boundOf(way, WITHIN_MS)
  try {
    const response = await askProbe(`bulk?bytes=${bytes}`, bound, way)
    for await (const _ of response.body ?? []);
    return performance.now() - startedAt
  } catch (error) {
    way.signal.throwIfAborted()
    if (!bound.aborted) throw error
    return undefined
  }
}
