import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { SubForm, SubMaking } from '../../hub/sub/form.ts'
import type { Verdict } from '../capture/captureEnd.ts'
import type { CaptureTools } from '../capture/plan.ts'
import { pump } from '../capture/pump.ts'
import { failure } from '../capture/verdicts.ts'
import type { Clock } from '../clock.ts'
import { whyEnded } from '../ffmpeg/whyEnded.ts'
import { startChild } from '../process/child.ts'
import { subArgs } from './args.ts'

const POLL_MS = 250
/** An FFmpeg that was given something and has given nothing back for so long hangs. */
const SILENT_MS = 10_000

/** Why one run of the small picture's FFmpeg ended. */
export type SubEnd =
  /** Nobody wants it any more, or we are asked to stop. */
  | { readonly kind: 'stopped' }
  /** The run of the camera that it was made of is over. */
  | { readonly kind: 'over' }
  /** `reason` is a sentence; hopeless where the next run can't go on where this one ended. */
  | { readonly kind: 'failed'; readonly reason: string; readonly hopeless: boolean }

/** What a run needs of the rest of the agent. */
export type SubTools = Pick<CaptureTools, 'ffmpeg' | 'log' | 'clock' | 'reasonFromLog'>

/** Whose run it is, how long it may go on, and who hears that it goes well. */
export interface SubRunContext {
  /** The camera's id. */
  readonly camera: string
  readonly signal: AbortSignal
  /** Is called when the run has made so much that nothing is amiss. */
  sound(): void
}

/** One run of the FFmpeg that makes the small picture, from its start until it is gone. Never rejects. */
export async function runSub(
  sub: SubForm,
  { ffmpeg, log, clock, reasonFromLog }: SubTools,
  { camera, signal, sound }: SubRunContext,
): Promise<SubEnd> {
  const { picture } = sub
  const run = picture && sub.begin()
  if (!run) return { kind: 'over' }
  const onLine = (line: string) => log.debug({ camera, pid: child.pid, rendition: 'sub' }, line)
  const child = startChild(ffmpeg.path, subArgs(picture, ffmpeg), { outputs: 1, inputs: 1, onLine })
  const { width, height } = picture
  log.info({ camera, pid: child.pid, size: `${width}x${height}` }, 'FFmpeg of the small picture started')
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  const [input] = child.inputs
  const failed = (reason: string): SubEnd => ({ kind: 'failed', reason, hopeless: run.made === 0 })
  const end = await Promise.race([
    pump(child.outputs[0], chunk => run.push(chunk), undefined).then(verdict => failed(reasonOf(verdict))),
    watch(sub, run, { clock, signal: until, sound }),
    ...(input ? [feed(run, input, until).catch(error => failed(reasonOf(failure(error))))] : []),
    child.ended.then(
      (exit): SubEnd => (run.exhausted ? { kind: 'over' } : failed(whyEnded(exit, reasonFromLog).reason)),
    ),
  ])
  over.abort()
  input?.end() // an FFmpeg that waits for more does not hear SIGTERM
  const exit = await (end.kind === 'over' ? child.ended : child.stop())
  run.end()
  const { exitCode, signal: endedBy, lastLines } = exit
  const fields = { exitCode, signal: endedBy, lastLine: lastLines.at(-1) }
  log.info({ camera, pid: child.pid, end: end.kind, ...fields }, 'FFmpeg of the small picture ended')
  return end
}

/**
 * Writes each part or picture as it comes, and no next one while FFmpeg has not taken the one before: what waits is held
 * for the full picture anyway. When there are no more, FFmpeg is told so. Resolves when `signal` aborts; rejects with a
 * MediaError on a part that can't be read.
 */
async function feed(run: SubMaking, input: Writable, signal: AbortSignal): Promise<SubEnd> {
  input.write(run.head())
  while (!signal.aborted && !run.exhausted) {
    const part = run.take()
    if (!part) await run.changed.next(signal)
    else if (!input.write(part)) await once(input, 'drain', { signal }).catch(() => undefined)
  }
  if (signal.aborted) return { kind: 'stopped' }
  input.end()
  return new Promise(() => undefined) // FFmpeg gives what it still has, and ends
}

interface Watching extends Pick<SubRunContext, 'signal' | 'sound'> {
  readonly clock: Clock
}

async function watch(sub: SubForm, run: SubMaking, { clock, signal, sound }: Watching): Promise<SubEnd> {
  const failed = (reason: string): SubEnd => ({ kind: 'failed', reason, hopeless: true })
  let made = run.made
  let silentMs = 0
  while (!signal.aborted && sub.wanted) {
    await clock.sleep(POLL_MS, signal)
    silentMs = run.waiting > 0 && run.made === made ? silentMs + POLL_MS : 0
    if (made < run.soundAfter && run.made >= run.soundAfter) sound()
    made = run.made
    if (silentMs >= SILENT_MS) return failed('FFmpeg was given the full picture and gives nothing back.')
    if (run.behind) return failed('This machine is too slow to make it beside the full one.')
  }
  return { kind: 'stopped' }
}

function reasonOf(verdict: Verdict): string {
  return 'reason' in verdict ? verdict.reason : 'FFmpeg ended.'
}
