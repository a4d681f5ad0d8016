import { named } from '../machine.ts'
import { markdown } from '../table.ts'
import { type Contest, type FanoutRun, middle } from './run.ts'

/** No viewer's picture is to be older than this when it comes, in ms. */
export const OLDEST_MS = 1000
/** Pictures a second that the slowest viewer is to have, of 30. */
export const SLOWEST_FPS = 29

const HEAD = [
  'Server',
  'Viewers',
  'Slowest',
  'Newest picture, when it comes',
  'Oldest',
  'CPU each',
  'Memory each',
  'In all',
]

/** All that was found, for a terminal and for docs/benchmarks.md alike. */
export function report(run: FanoutRun): string {
  const { seconds, pictureBytes, contests, skipped } = run
  return [
    `${named(run.machine)}. 1280x720 at 30 pictures a second, a JPEG has ${Math.round(pictureBytes / 1000)} KB; ${seconds} s each, in ${contests[0]?.rounds.length ?? 0} turns. Viewers run on the same cores.`,
    markdown(HEAD, contests.map(row)),
    contests.flatMap(reproach).join('\n') || 'All targets are met.',
    ...(skipped.length > 0 ? [`Not measured here: ${skipped.join(' ')}`] : []),
  ].join('\n\n')
}

function row(contest: Contest): string[] {
  const { name, viewers, failed } = contest
  const all = middle(contest)
  if (!all) return [name, String(viewers), failed ?? '']
  const { slowestFps, ageMedianMs, ageP95Ms, ageMaxMs, cpuPercentEach, kilobytesEach, usedKilobytesEach, megabits } =
    all
  const inUse = usedKilobytesEach === undefined ? '' : ` (${Math.round(usedKilobytesEach)} KB in use)`
  return [
    ...[name, String(viewers), slowestFps === undefined ? '' : `${slowestFps} fps`],
    `${rough(ageMedianMs)} ms, 95 of 100 within ${rough(ageP95Ms)} ms`,
    ...[
      `${Math.round(ageMaxMs)} ms`,
      `${cpuPercentEach.toFixed(3)} % of a core`,
      `${Math.round(kilobytesEach)} KB${inUse}`,
    ],
    `${Math.round(cpuPercentEach * viewers)} % of a core, ${(megabits / 1000).toFixed(2)} Gbit/s`,
  ]
}

/** What misses a target of ours, as sentences; peers have none. */
export function reproach(contest: Contest): string[] {
  const { name, peer, failed } = contest
  if (peer) return []
  if (failed !== undefined) return [`- ${name}: ${failed}`]
  const { slowestFps = SLOWEST_FPS, ageMaxMs = 0 } = middle(contest) ?? {}
  return [
    ...(slowestFps < SLOWEST_FPS ? [`- ${name}: the slowest viewer had ${slowestFps} fps of ${SLOWEST_FPS}.`] : []),
    ...(ageMaxMs > OLDEST_MS ? [`- ${name}: a picture was ${Math.round(ageMaxMs)} ms old of ${OLDEST_MS}.`] : []),
  ]
}

function rough(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : String(Math.round(ms))
}
