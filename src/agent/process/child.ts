import { Readable, type Writable } from 'node:stream'
import { maskPassword } from '../../config/mask.ts'
import { type Ending, ending, inputOf, stdioOf } from './ending.ts'
import { lastLines } from './lastLines.ts'
import { posixShell, spawnWatched, type Watched } from './watched.ts'

/** How a program ended. The same facts for every ending. */
export interface Exit extends Ending {
  readonly durationMs: number
  /** The newest lines it wrote to stderr, passwords masked, long ones cut. */
  readonly lastLines: readonly string[]
  /** The command as one would type it, passwords masked. */
  readonly command: string
}

/** A running program with pipes besides stdin, stdout and stderr. */
export interface Child {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined
  /** fd 3, 4, …: what the program writes. All must be read, else the program stalls. */
  readonly outputs: readonly Readable[]
  /** The fds after those: what the program reads. */
  readonly inputs: readonly Writable[]
  /** Resolves when the program has ended and its pipes are closed; never rejects. */
  readonly ended: Promise<Exit>
  /** Asks the program to end (SIGTERM), kills it after `graceMs`, and resolves when it has ended. */
  stop(): Promise<Exit>
}

export interface ChildOptions {
  readonly outputs: number
  /** Whether its stdout is the first of `outputs`, before those that are counted. Default: it is thrown away. */
  readonly stdout?: boolean
  /** Default 0. */
  readonly inputs?: number
  /** Where a POSIX shell is; undefined where there is none. Default: by operating system. */
  readonly shell?: string | undefined
  /** How long stop() waits between SIGTERM and SIGKILL in ms. Default 2000. */
  readonly graceMs?: number
  /** Its environment. Default: ours. */
  readonly env?: NodeJS.ProcessEnv
  /** How many characters of a line of stderr are kept. Default 400. */
  readonly lineWidth?: number
  /** Sees each line of stderr, passwords masked. */
  readonly onLine?: (line: string) => void
}

/**
 * Starts a program that can't outlive us. Its stdin is empty. Nothing is thrown: whatever goes wrong is told
 * by `ended`.
 */
export function startChild(file: string, args: readonly string[], options: ChildOptions): Child {
  const started = performance.now()
  const fds = Array.from({ length: options.outputs + (options.inputs ?? 0) }, (_, index) => 3 + index)
  const stdout = options.stdout ? ('pipe' as const) : ('ignore' as const)
  const stdio = ['pipe' as const, stdout, 'pipe' as const, ...fds.map(() => 'pipe' as const)]
  const watched = spawnWatched(file, args, stdio, 'shell' in options ? options.shell : posixShell(), options.env)
  const { child } = watched
  const log = lastLines(20, options.lineWidth ?? 400, options.onLine)
  child.stderr?.setEncoding('utf8').on('data', text => log.push(text))
  const ended = ending(watched).then(how => {
    log.end()
    const command = maskPassword([file, ...args].join(' '))
    return { ...how, durationMs: performance.now() - started, lastLines: log.lines, command }
  })
  return {
    pid: child.pid,
    outputs: [...(options.stdout ? [1] : []), ...fds.slice(0, options.outputs)].map(fd => output(watched, fd)),
    inputs: fds.slice(options.outputs).map(fd => inputOf(watched, fd)),
    ended,
    stop: () => stop(watched, ended, options.graceMs ?? 2000),
  }
}

// A program that could not be started has no pipes, which `ended` explains.
function output(watched: Watched, fd: number): Readable {
  const stream = stdioOf(watched)[fd]
  return stream instanceof Readable ? stream : Readable.from([])
}

async function stop(watched: Watched, ended: Promise<Exit>, graceMs: number): Promise<Exit> {
  watched.kill('SIGTERM')
  const impatience = setTimeout(() => watched.kill('SIGKILL'), graceMs)
  try {
    return await ended
  } finally {
    clearTimeout(impatience)
  }
}
