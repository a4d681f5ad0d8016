import { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { maskPassword } from '../../config/mask.ts'
import { lastLines } from './lastLines.ts'
import { spawnPlain, spawnWatched, type Watched } from './watched.ts'

/** How a program ended. The same facts for every ending. */
export interface Exit {
  /** Its own exit code; undefined when a signal ended it or it could not be started. */
  readonly exitCode?: number
  readonly signal?: NodeJS.Signals
  /** Why it could not be started. */
  readonly error?: string
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
  /** Default 0. */
  readonly inputs?: number
  /** Where a POSIX shell is; undefined where there is none. Default: by operating system. */
  readonly shell?: string | undefined
  /** How long stop() waits between SIGTERM and SIGKILL in ms. Default 2000. */
  readonly graceMs?: number
  /** Sees each line of stderr, passwords masked. */
  readonly onLine?: (line: string) => void
}

/**
 * Starts a program that can't outlive us. Its stdin and stdout are empty. Nothing is thrown: whatever goes wrong is told
 * by `ended`.
 */
export function startChild(file: string, args: readonly string[], options: ChildOptions): Child {
  const started = performance.now()
  const fds = Array.from({ length: options.outputs + (options.inputs ?? 0) }, (_, index) => 3 + index)
  const stdio = ['pipe' as const, 'ignore' as const, 'pipe' as const, ...fds.map(() => 'pipe' as const)]
  const shell = 'shell' in options ? options.shell : posixShell()
  const watched = shell ? spawnWatched(shell, file, args, stdio) : spawnPlain(file, args, stdio)
  const { child } = watched
  const log = lastLines(20, 400, options.onLine)
  child.stderr?.setEncoding('utf8').on('data', text => log.push(text))
  const ended = ending(watched).then(how => {
    log.end()
    const command = maskPassword([file, ...args].join(' '))
    return { ...how, durationMs: performance.now() - started, lastLines: log.lines, command }
  })
  return {
    pid: child.pid,
    outputs: fds.slice(0, options.outputs).map(fd => output(watched, fd)),
    inputs: fds.slice(options.outputs).map(fd => input(watched, fd)),
    ended,
    stop: () => stop(watched, ended, options.graceMs ?? 2000),
  }
}

function posixShell(): string | undefined {
  if (process.platform === 'win32') return undefined
  return process.platform === 'android' ? '/system/bin/sh' : '/bin/sh'
}

// A program that could not be started has no pipes, which `ended` explains.
function output({ child }: Watched, fd: number): Readable {
  const stream = child.stdio[fd]
  return stream instanceof Readable ? stream : Readable.from([])
}

function input({ child }: Watched, fd: number): Writable {
  const stream = child.stdio[fd]
  if (stream instanceof Readable) stream.resume() // a pipe is a socket: only by reading it do we see it close
  return stream instanceof Writable ? stream : new Writable({ write: (_chunk, _encoding, done) => done() })
}

async function ending(watched: Watched): Promise<Partial<Exit>> {
  const streams = watched.child.stdio.slice(2).filter(stream => stream != null)
  for (const stream of streams) stream.on('error', () => undefined) // EPIPE and ECONNRESET as it ends
  const closed = Promise.all(streams.map(stream => new Promise<void>(resolve => stream.once('close', () => resolve()))))
  const how = await exit(watched)
  // Whoever reads gets the rest; what nobody reads would never close.
  const patience = new AbortController()
  await Promise.race([closed, delay(1000, undefined, { signal: patience.signal }).catch(() => undefined)])
  patience.abort()
  for (const stream of streams) stream.destroy()
  await watched.unwatched
  return how
}

function exit({ child }: Watched): Promise<Partial<Exit>> {
  return new Promise(resolve => {
    child.on('error', error => {
      if (child.pid === undefined) resolve({ error: error.message })
    })
    child.once('exit', (code, signal) =>
      resolve({ ...(code !== null && { exitCode: code }), ...(signal && { signal }) }),
    )
  })
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
