import { execFile } from 'node:child_process'

/** What a short command said and how it ended. */
export interface Output {
  readonly stdout: string
  readonly stderr: string
  /** Undefined when a signal ended it or it could not be started. */
  readonly exitCode?: number
  /** `SIGSEGV`, or `SIGKILL` when it took too long. */
  readonly signal?: string
  /** Why it could not be started: `ENOENT`, `EACCES`, … */
  readonly error?: string
  readonly timedOut: boolean
}

const mostBytes = 8 * 1024 * 1024

/** Runs a command that ends by itself, at most `seconds` long. Throws only when `signal` aborts. */
export function output(
  file: string,
  args: readonly string[],
  options: { readonly seconds: number; readonly signal?: AbortSignal },
): Promise<Output> {
  return new Promise((resolve, reject) => {
    options.signal?.throwIfAborted()
    const limits = { timeout: options.seconds * 1000, killSignal: 'SIGKILL', maxBuffer: mostBytes } as const
    const child = execFile(file, args, { ...limits, signal: options.signal }, (error, stdout, stderr) => {
      if (options.signal?.aborted) return reject(options.signal.reason)
      const told = { stdout, stderr, timedOut: error?.killed === true }
      if (!error) return resolve({ ...told, exitCode: 0 })
      if (typeof error.code === 'number') return resolve({ ...told, exitCode: error.code })
      if (error.signal) return resolve({ ...told, signal: error.signal })
      resolve({ ...told, error: error.code ?? error.message })
    })
    child.stdin?.end()
  })
}
