import { type ChildProcess, type SpawnOptions, type StdioOptions, spawn } from 'node:child_process'

/** A started program, and what keeps it from outliving us. */
export interface Watched {
  readonly child: ChildProcess
  /** Signals the program and whatever it started. Does nothing once it has ended: its number may be another's by then. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
  /** Resolves when the watcher, which ends with the program, is gone too; with an error's code when there was none. */
  readonly unwatched: Promise<string | undefined>
}

/** What the sh does that becomes the program: it waits until its watcher stands, and ends when we die before that. */
export const gateScript = 'read -r go && exec "$@" </dev/null'
// `read` returns false when our end of its stdin closes, which the kernel does however we end.
const watcherScript = `trap '' HUP INT TERM; while read -r line; do :; done; kill -s KILL -- "-$1"`

/**
 * Starts a program under a watcher, a small `sh` that kills the program's process group once we are gone, even by
 * SIGKILL. The program is in a session of its own (Ctrl-C reaches only us) and is our direct child, so exit code and
 * signal are its own. stdio[0] must be 'pipe': it is the gate, and the program itself reads /dev/null. Without a `shell`
 * the program is started plainly. Windows itself ends it with us then: libuv keeps our children in a job object. `env` is
 * the program's environment, ours where it is left out.
 */
export function spawnWatched(
  file: string,
  args: readonly string[],
  stdio: StdioOptions,
  shell: string | undefined,
  env?: NodeJS.ProcessEnv,
): Watched {
  if (shell === undefined) return spawnPlain(file, args, stdio, env)
  const child = startQuietly(shell, ['-c', gateScript, 'sh', file, ...args], { stdio, env, detached: true })
  const { pid } = child
  if (pid === undefined) return { child, kill: () => undefined, unwatched: Promise.resolve(undefined) }
  const watcher = startQuietly(shell, ['-c', watcherScript, 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  const unwatched = new Promise<string | undefined>(resolve => {
    watcher.once('exit', () => resolve(undefined))
    watcher.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
  const kill = (signal: NodeJS.Signals) => running(child) && signalGroup(pid, signal)
  void unwatched.then(() => kill('SIGKILL')) // Nothing runs unwatched.
  child.once('exit', () => {
    signalGroup(pid, 'SIGKILL') // What a wrapper script leaves behind would hold the pipes open.
    if (watcher.pid !== undefined) watcher.kill('SIGKILL')
  })
  child.stdin?.end(watcher.pid === undefined ? '' : 'go\n')
  return { child, kill, unwatched }
}

/** Where a POSIX shell is on this machine; undefined where there is none. */
export function posixShell(): string | undefined {
  if (process.platform === 'win32') return undefined
  return process.platform === 'android' ? '/system/bin/sh' : '/bin/sh'
}

function spawnPlain(file: string, args: readonly string[], stdio: StdioOptions, env?: NodeJS.ProcessEnv): Watched {
  const child = startQuietly(file, args, { stdio, env, windowsHide: true })
  child.stdin?.end()
  const kill = (signal: NodeJS.Signals) => void (child.pid !== undefined && child.kill(signal))
  return { child, kill, unwatched: Promise.resolve(undefined) }
}

/** Without files to spare (EMFILE) Node gives a process that has no stdin, no stdio at all, and will say 'error' in a moment. */
function startQuietly(file: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(file, args, options)
  child.on('error', () => undefined)
  child.stdin?.on('error', () => undefined) // EPIPE when it ended before it read the word; its exit says so
  return child
}

function running({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
