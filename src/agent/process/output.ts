import type { Readable } from 'node:stream'
import { type Ending, ending } from './ending.ts'
import { posixShell, spawnWatched } from './watched.ts'

/** What a short command said and how it ended. */
export interface Output extends Ending {
  readonly stdout: string
  readonly stderr: string
  /** Whether it was killed because it took too long. */
  readonly timedOut: boolean
}

const mostBytes = 8 * 1024 * 1024

/** Runs a command that ends by itself, at most `seconds` long; it can't outlive us. Throws only when `signal` aborts. */
export async function output(
  file: string,
  args: readonly string[],
  options: { readonly seconds: number; readonly signal?: AbortSignal; readonly shell?: string | undefined },
): Promise<Output> {
  const { seconds, signal } = options
  signal?.throwIfAborted()
  const shell = 'shell' in options ? options.shell : posixShell()
  const watched = spawnWatched(file, args, ['pipe', 'pipe', 'pipe'], shell)
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
