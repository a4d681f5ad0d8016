import { frames as makeFrames } from '../frames.ts'
import { machine } from '../machine.ts'
import { type Contender, hlsContenders, liveContender, mjpegContenders } from './contenders.ts'
import { served } from './crowd.ts'
import type { FanoutOptions } from './options.ts'
import type { Contest, FanoutRun } from './run.ts'

/** How many watch each. */
export const CROWDS = { mjpeg: 200, live: 200, hls: 500 } as const

/** Measures all that was asked for, one server after the other; ours and a peer take turns. */
export async function measureAll({ seconds, rounds, only, share }: FanoutOptions): Promise<FanoutRun> {
  const here = await machine()
  const frames = makeFrames()
  const contenders: Readonly<Record<keyof typeof CROWDS, readonly Contender[]>> = {
    mjpeg: mjpegContenders(frames),
    live: [liveContender],
    hls: hlsContenders,
  }
  const skipped: string[] = []
  const contests: Contest[] = []
  for (const kind of only) {
    const there = contenders[kind].filter(({ name, available }) => {
      const answer = available()
      if (answer !== true) skipped.push(`${name} ${answer}.`)
      return answer === true
    })
    const count = Math.max(2, Math.round(CROWDS[kind] * share))
    contests.push(...(await inTurn(there, { count, seconds, rounds })))
  }
  return { machine: here, seconds, pictureBytes: Math.round(frames.meanBytes), contests, skipped }
}

async function inTurn(
  contenders: readonly Contender[],
  { count, seconds, rounds }: { count: number; seconds: number; rounds: number },
): Promise<Contest[]> {
  const contests = contenders.map(({ name, peer }): Contest => ({ name, peer, viewers: count, rounds: [] }))
  for (let round = 0; round < rounds; round++) {
    // The order turns around, so that a machine that grows busier favours nobody.
    const order = [...contenders.keys()]
    for (const at of round % 2 === 0 ? order : order.toReversed()) {
      const [contender, contest] = [contenders[at], contests[at]]
      if (!contender || !contest || contest.failed !== undefined) continue
      process.stderr.write(`measuring ${contender.name}, ${count} viewers, round ${round + 1} …\n`)
      contests[at] = await oneRound(contender, contest, { count, seconds })
    }
  }
  return contests
}

async function oneRound(
  { open }: Contender,
  contest: Contest,
  pace: { count: number; seconds: number },
): Promise<Contest> {
  try {
    const { server, viewers } = await open()
    return { ...contest, rounds: [...contest.rounds, await served(server, viewers, pace)] }
  } catch (error) {
    return { ...contest, rounds: [], failed: String(error).split('\n')[0] ?? '' }
  }
}
