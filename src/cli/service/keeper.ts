import type { Output } from '../../agent/process/output.ts'

/** A program as a service starts it. */
export interface ServiceLine {
  /** The program with its full path, and its arguments. */
  readonly command: readonly string[]
  /** Where it is started: relative paths in its arguments begin there. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

/** What starts a program when its user logs in, and keeps it running. */
export interface Keeper {
  /** The file that tells it of the program. */
  readonly file: string
  /** The text of that file. Throws a CliError where there is no such keeper, or it does not answer. */
  describe(line: ServiceLine): Promise<string>
  /** Has it read the file, and starts the program, anew where it runs already. Throws a CliError. */
  start(): Promise<void>
  /** Stops the program, and starts it no more. Throws a CliError. */
  stop(): Promise<void>
  /** Has it forget the program, once the file is gone. */
  forget(): Promise<void>
  /** The command that says how the program is. */
  readonly status: readonly [string, ...string[]]
  /** What the person can do now: commands with what they are for. */
  readonly next: readonly (readonly [string, string])[]
}

/** Runs a command to its end. */
export type Run = (file: string, args: readonly string[]) => Promise<Output>

/** Stands in the first lines of each file that is written here, and in no other. */
export const MARK = 'Written by "tunnelcam service install"'

/** What to do where there is no keeper. */
export const BY_HAND = 'Have what starts programs on this machine run tunnelcam as you would, with its full path.'

/** What a command said, as the end of a sentence. */
export function saidOf({ stdout, stderr, error, exitCode, signal, timedOut }: Output): string {
  if (timedOut) return 'it took too long'
  const said = `${stderr.trim() || stdout.trim()}`.split('\n').join(' ')
  return said || error || (signal === undefined ? `exit code ${exitCode}` : signal)
}
