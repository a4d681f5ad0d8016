import { maskPassword } from '../../config/mask.ts'
import { MediaError } from '../../media/error.ts'
import { AgentError } from '../error.ts'
import { encoderFailed, type Reason, soundMissing } from '../ffmpeg/reason.ts'
import { whyEnded } from '../ffmpeg/whyEnded.ts'
import type { Exit } from '../process/child.ts'
import type { Verdict } from './captureEnd.ts'

export interface ExitFacts {
  /** What FFmpeg's log says. */
  readonly why: Reason
  /** Pictures that came before. */
  readonly frames: number
  readonly passthrough: boolean
  /** Whether hardware encoded the video. */
  readonly hardware: boolean
  /** Whether the source has an end of its own. */
  readonly playable: boolean
}

/** What an end of FFmpeg that nobody asked for means. An exit code of 0 says nothing: an unplugged camera gives it too. */
export function exitVerdict(exit: Exit, { why, frames, passthrough, hardware, playable }: ExitFacts): Verdict {
  const { exitCode, signal } = exit
  if (why.code === 'b_frames' && passthrough) return { kind: 'encode', ...why }
  if (why.code === soundMissing.code) return { kind: 'mute', reason: why.reason }
  // What is wrong with a source FFmpeg says. That an encoder wants no more (of V4L2, which has lost its driver) it does not.
  const speechless = why.code === 'ended' && exitCode !== undefined && exitCode > 0
  if (hardware && (why.code === encoderFailed || speechless)) return { kind: 'software', reason: why.reason }
  if (hardware && signal && crashes.includes(signal)) return { kind: 'software', reason: `FFmpeg crashed (${signal}).` }
  if (playable && exitCode === 0 && frames > 0) return { kind: 'ended' }
  return { kind: 'failed', ...whyEnded(exit, () => why) }
}

// A driver of hardware runs inside of FFmpeg.
const crashes: readonly NodeJS.Signals[] = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE']

/** A failure as data: AgentError and MediaError keep their code, what is unforeseen is 'internal'. */
export function failure(error: unknown): Verdict {
  const code = error instanceof AgentError || error instanceof MediaError ? error.code : 'internal'
  const reason = maskPassword(error instanceof Error ? error.message : String(error))
  const hint = error instanceof AgentError ? error.hint : undefined
  return { kind: 'failed', code, reason, ...(hint !== undefined && { hint }) }
}
