import { maskPassword } from '../config/mask.ts'
import { MediaError } from '../media/error.ts'
import type { Verdict } from './captureEnd.ts'
import { AgentError } from './error.ts'
import type { Exit } from './process/child.ts'

export interface ExitFacts {
  readonly why: AgentError | undefined
  /** Pictures that came before. */
  readonly frames: number
  readonly passthrough: boolean
  /** Whether the source has an end of its own. */
  readonly playable: boolean
}

/** What an end of FFmpeg that nobody asked for means; `why` is what its log says, if that is understood. */
export function exitVerdict(exit: Exit, { why, frames, passthrough, playable }: ExitFacts): Verdict {
  if (why?.code === 'b_frames' && passthrough) return { kind: 'encode', code: why.code, reason: why.message }
  if (playable && exit.exitCode === 0 && frames > 0) return { kind: 'ended' }
  if (why) return failure(why)
  return { kind: 'failed', code: 'ffmpeg_ended', reason: exitSentence(exit) }
}

/** A failure as data: AgentError and MediaError keep their code, what is unforeseen is 'internal'. */
export function failure(error: unknown): Verdict {
  const code = error instanceof AgentError || error instanceof MediaError ? error.code : 'internal'
  const reason = maskPassword(error instanceof Error ? error.message : String(error))
  const hint = error instanceof AgentError ? error.hint : undefined
  return { kind: 'failed', code, reason, ...(hint !== undefined && { hint }) }
}

function exitSentence({ exitCode, signal, error, lastLines }: Exit): string {
  if (error !== undefined) return `FFmpeg could not be started: ${error}.`
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode ?? 'unknown'}`
  const last = lastLines.at(-1)
  return last === undefined ? `FFmpeg ${how} without a word.` : `FFmpeg ${how}: ${last}`
}
