import type { Readable } from 'node:stream'
import { type Ending, ending, inputOf } from './ending.ts'
import { posixShell, spawnWatched } from './watched.ts'

/** What a short command said and how it ended. */
export interface Output extends Ending {
  readonly stdout: string
  readonly stderr: string
  /** Whether it was killed because it took too long. */
  readonly timedOut: boolean
}

const mostBytes = 8 * 1024 * 1024

export interface OutputOptions {
  /** How long it may take; then it is killed. */
  readonly seconds: number
  readonly signal?: AbortSignal | undefined
  /** Where a POSIX shell is; undefined where there is none. Default: by operating system. */
  readonly shell?: string | undefined
  /** What it reads on fd 5, to its end. */
  readonly input?: string | Uint8Array | undefined
}

/** Runs a command that ends by itself, at most `seconds` long; it can't outlive us. Throws only when `signal` aborts. */
export async function output(file: string, args: readonly string[], options: OutputOptions): Promise<Output> {
  const { seconds, signal, input } = options
  signal?.throwIfAborted()
  const shell = 'shell' in options ? options.shell : posixShell()
  const fds = input === undefined ? [] : (['ignore', 'ignore', 'pipe'] as const)
  const watched = spawnWatched(file, args, ['pipe', 'pipe', 'pipe', ...fds], shell)
  if (input !== undefined) inputOf(watched, 5).end(input)
  const stdout = collect(watched.child.stdout)
  const stderr = collect(watched.child.stderr)
  const kill = () => watched.kill('SIGKILL')
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    kill()
  }, seconds * 1000)
  signal?.addEventListener('abort', kill)
  const how = await ending(watched)
  clearTimeout(timer)
  signal?.removeEventListener('abort', kill)
  signal?.throwIfAborted()
  return { ...withoutShell(how, stderr()), stdout: stdout(), stderr: stderr(), timedOut }
}

// Where a shell starts the program, the shell says by these codes that it could not (POSIX 2.8.2). Its words may be translated.
function withoutShell(how: Ending, stderr: string): Ending {
  if (!stderr.startsWith('sh: ')) return how
  if (how.exitCode === 127) return { error: 'ENOENT' }
  if (how.exitCode === 126) return { error: 'EACCES' }
  return how
}

function collect(stream: Readable | null): () => string {
  let text = ''
  stream?.setEncoding('utf8').on('data', (piece: string) => {
    if (text.length < mostBytes) text += piece
  })
  return () => text
}
