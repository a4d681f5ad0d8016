import { median, quantile, rounded, sleep } from '../numbers.ts'
import type { Peer } from '../peers.ts'

/** Viewers in a process of their own. Times in ms. */
export interface Viewers {
  /** Resolves when so many more watch. */
  watch(count: number): Promise<unknown>
  /** How old each picture was when it had come, since this was last asked: the newest that a viewer has. */
  ages(): Promise<readonly number[]>
  /** What came so far: bytes of all, and pictures of each viewer where each is a message of its own. */
  counts(): Promise<{ readonly bytes: number; readonly frames?: readonly number[] }>
  close(): Promise<void>
}

/** What one server did for its viewers, and what that cost. */
export interface Served {
  /** Pictures a second of the viewer who got fewest; undefined where pictures come in segments. */
  readonly slowestFps?: number
  readonly ageMedianMs: number
  readonly ageP95Ms: number
  readonly ageMaxMs: number
  /** Percent of a core, and kilobytes, for each viewer. */
  readonly cpuPercentEach: number
  readonly kilobytesEach: number
  /** Of these, kilobytes that are in use and not garbage; only where that can be told. */
  readonly usedKilobytesEach?: number
  readonly megabits: number
}

/** The first viewer makes a server load and start what it needs: that is no viewer's cost. In ms, at most. */
const WARMING_MS = 2_500
const SETTLING_MS = 1_500

/** Lets a server serve so many viewers for so long, and closes both. */
export async function served(server: Peer, viewers: Viewers, { count, seconds }: Pace): Promise<Served> {
  try {
    await viewers.watch(1)
    await sleep(Math.min(WARMING_MS, seconds * 1000))
    const usedAlone = await server.usedBytes?.()
    const alone = await server.residentBytes()
    await viewers.watch(count - 1)
    await sleep(Math.min(SETTLING_MS, seconds * 500))
    await viewers.ages()
    const before = await look(server, viewers)
    await sleep(seconds * 1000)
    const after = await look(server, viewers)
    const elapsed = (after.at - before.at) / 1000
    const ages = await viewers.ages()
    const used = await server.usedBytes?.()
    const each = (growth: number) => rounded(growth / 1000 / (count - 1), 1)
    const fps = after.frames?.map((frames, viewer) => (frames - (before.frames?.[viewer] ?? 0)) / elapsed)
    return {
      ...(fps && { slowestFps: rounded(Math.min(...fps), 1) }),
      ageMedianMs: rounded(median(ages), 1),
      ageP95Ms: rounded(quantile(ages, 0.95), 1),
      ageMaxMs: rounded(quantile(ages, 1), 1),
      cpuPercentEach: rounded(((after.cpuSeconds - before.cpuSeconds) / elapsed / count) * 100, 4),
      kilobytesEach: each(after.residentBytes - alone),
      ...(used !== undefined && usedAlone !== undefined && { usedKilobytesEach: each(used - usedAlone) }),
      megabits: rounded(((after.bytes - before.bytes) * 8) / 1e6 / elapsed, 0),
    }
  } finally {
    await viewers.close()
    await server.close()
  }
}

/** How many watch, for how long. */
export interface Pace {
  readonly count: number
  readonly seconds: number
}

async function look(server: Peer, viewers: Viewers) {
  const [cpuSeconds, residentBytes] = [await server.cpuSeconds(), await server.residentBytes()]
  return { cpuSeconds, residentBytes, ...(await viewers.counts()), at: performance.now() }
}
