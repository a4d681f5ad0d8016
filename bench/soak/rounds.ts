import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Program, runProgram, startProgram } from '../../test/support/program.ts'
import { until } from '../../test/support/until.ts'
import { randomFrom } from '../random.ts'
import { faultsOf, goWrong } from './faults.ts'
import { type Sample, sample } from './sample.ts'
import { standIns } from './standIns.ts'
import { comeAndGo, pause, type Seen } from './viewers.ts'

/** How long, and by which dice. */
export interface SoakOptions {
  readonly seconds: number
  /** Each ends with a sample, when nobody watches and all is mended. */
  readonly rounds: number
  readonly seed: number
  /** Is told how it goes, a line at a time. */
  onLine(line: string): void
}

/** What came of it. */
export interface Soaked {
  readonly samples: readonly Sample[]
  /** How often each fault happened. */
  readonly faults: ReadonlyMap<string, number>
  /** How many parts and pictures viewers got, by how they watched. */
  readonly seen: ReadonlyMap<string, number>
  /** How the program ended in the end. */
  readonly code: number | null
}

const VIEWERS = 8

/** Runs the built program on cameras that misbehave at random, with viewers who come and go. Linux only. */
export async function soak({ seconds, rounds, seed, onLine }: SoakOptions): Promise<Soaked> {
  const folder = mkdtempSync(join(tmpdir(), 'tunnelcam-soak-'))
  const file = join(folder, 'tunnelcam.yaml')
  const cameras = await standIns(file)
  const env = { ...cameras.env, NODE_OPTIONS: '--inspect=127.0.0.1:0' }
  const program = await startProgram(['--config', file, '--log-level', 'warn'], { env })
  const random = randomFrom(seed)
  const [faults, seen, samples]: [Map<string, number>, Seen, Sample[]] = [new Map(), new Map(), []]
  const begun = performance.now()
  try {
    const sendTo = await publishAddress(program)
    const addresses = cameras.ids.map(id => `${program.address}/cameras/${id}`)
    for (let round = 1; round <= rounds; round++) {
      const over = AbortSignal.timeout(Math.max(5000, Math.round((seconds * 1000) / rounds - QUIET_MS)))
      cameras.publisher.publishTo(sendTo)
      await Promise.all([
        comeAndGo(addresses, VIEWERS, random, seen, over),
        goWrong(faultsOf(program, cameras, random), random, faults, over),
      ])
      cameras.publisher.vanish()
      await quiet(program)
      const now = await sample(program, (performance.now() - begun) / 1000)
      samples.push(now)
      onLine(line(now))
    }
    const { code } = await program.end()
    return { samples, faults, seen, code }
  } finally {
    await program.close()
    await cameras.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The head of the table that `onLine` gets. */
export const HEAD = '    time  FFmpegs  handles   rss MB  heap MB  buffers MB'

function line({ at, children, handles, rss, heap, buffers }: Sample): string {
  const minutes = `${Math.floor(at / 60)}:${String(Math.floor(at % 60)).padStart(2, '0')}`
  const columns = [minutes.padStart(8), String(children).padStart(9), String(handles).padStart(9)]
  const memory = [rss.toFixed(1).padStart(9), heap.toFixed(1).padStart(9), buffers.toFixed(1).padStart(12)]
  return [...columns, ...memory].join('')
}

/** Waits until no camera is wanted any more, and connections that were kept for a while are closed. */
async function quiet(program: Program): Promise<void> {
  const states = async () => {
    const answer = await fetch(`${program.address}/api/cameras`)
    const { cameras } = (await answer.json()) as { cameras: { state: { kind: string } }[] } // our own API
    return cameras.map(({ state }) => state.kind)
  }
  const rests = async () => (await states()).every(kind => kind === 'idle') && program.ffmpegs().length === 0
  await until('all cameras rest', rests, 60_000)
  await pause(KEPT_ALIVE_MS, new AbortController().signal)
}

/** About what it takes until all is quiet, of a round. */
const QUIET_MS = 14_000

/** Node's servers close a connection that nothing came over for five seconds. */
const KEPT_ALIVE_MS = 6500

async function publishAddress({ data }: Program): Promise<string> {
  const { output } = await runProgram(['share', '--publish', '--camera', 'sent', '--json'], {
    env: { TUNNELCAM_DATA: data },
  })
  const { urls }: { urls: readonly string[] } = JSON.parse(output)
  const [url] = urls
  if (url === undefined) throw new Error(`there is no address to publish to: ${output}`)
  return url
}
