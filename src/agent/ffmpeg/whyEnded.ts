import type { Exit } from '../process/child.ts'
import { notStarted, type Reason, reasonFromLog } from './reason.ts'

/** Why an FFmpeg ended that nobody asked to end: it could not be started, was killed, or its last lines tell. */
export function whyEnded(
  { error, signal, lastLines }: Pick<Exit, 'error' | 'signal' | 'lastLines'>,
  fromLog: (lines: readonly string[]) => Reason = reasonFromLog,
): Reason {
  if (error !== undefined) return notStarted(error)
  if (signal) return { code: 'killed', reason: `FFmpeg was ended by ${signal}.` }
  return fromLog(lastLines)
}
