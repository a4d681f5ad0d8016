import type { Writable } from 'node:stream'
import { AgentError } from '../error.ts'
import { startChild } from '../process/child.ts'

/**
 * Starts a command without a shell and hands its stdout to `output`. `onLine` sees its stderr, passwords masked. Resolves
 * when `signal` aborts, the command and what it started are gone by then; rejects with AgentError `command_ended` when it
 * ends before.
 */
export async function feedCommand(
  [program = '', ...args]: readonly string[],
  output: Writable,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<void> {
  const child = startChild(program, args, { outputs: 0, stdout: true, onLine })
  child.outputs[0]?.pipe(output, { end: false })
  const aborted = new Promise<'aborted'>(resolve => {
    if (signal.aborted) resolve('aborted')
    signal.addEventListener('abort', () => resolve('aborted'), { once: true })
  })
  const end = await Promise.race([aborted, child.ended])
  if (end === 'aborted') {
    child.outputs[0]?.unpipe(output)
    child.outputs[0]?.resume() // a program that waits for a reader would not hear that it is to end
    await child.stop()
    return
  }
  const how = end.error ?? end.signal ?? `exit code ${end.exitCode}`
  const said = end.lastLines.at(-1)
  throw new AgentError(
    'command_ended',
    `The command ${program} ended (${how})${said === undefined ? '' : `: ${said}`}.`,
  )
}
