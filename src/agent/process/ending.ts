import type { ChildProcess } from 'node:child_process'
import { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Watched } from './watched.ts'

/** How a program ended by itself. */
export interface Ending {
  /** Undefined when a signal ended it or it could not be started. */
  readonly exitCode?: number
  readonly signal?: NodeJS.Signals
  /** Why it, or its watcher, could not be started: `ENOENT`, `EACCES`, `EMFILE`, … */
  readonly error?: string
}

/** Resolves when the program has ended, its watcher too, and all its pipes are closed. To be called at once. */
export async function ending(watched: Watched): Promise<Ending> {
  const streams = stdioOf(watched)
    .slice(1)
    .filter(stream => stream != null)
  for (const stream of streams) stream.on('error', () => undefined) // EPIPE and ECONNRESET as it ends
  const closed = Promise.all(streams.map(stream => new Promise<void>(resolve => stream.once('close', () => resolve()))))
  const how = await exit(watched)
  // Whoever reads gets the rest; what nobody reads would never close.
  const patience = new AbortController()
  await Promise.race([closed, delay(1000, undefined, { signal: patience.signal }).catch(() => undefined)])
  patience.abort()
  for (const stream of streams) stream.destroy()
  const error = await watched.unwatched
  return error === undefined ? how : { error }
}

/** The pipes of a program; none where it could not be started for want of files. */
export function stdioOf({ child }: Watched): readonly (Readable | Writable | null | undefined)[] {
  const stdio: ChildProcess['stdio'] | undefined = child.stdio
  return stdio ?? []
}

/** The pipe that a program reads at this fd; one that takes everything where the program could not be started. */
export function inputOf(watched: Watched, fd: number): Writable {
  const stream = stdioOf(watched)[fd]
  if (stream instanceof Readable) stream.resume() // a pipe is a socket: only by reading it do we see it close
  return stream instanceof Writable ? stream : new Writable({ write: (_chunk, _encoding, done) => done() })
}

function exit({ child }: Watched): Promise<Ending> {
  return new Promise(resolve => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) resolve({ error: error.code ?? error.message })
    })
    child.once('exit', (code, signal) =>
      resolve({ ...(code !== null && { exitCode: code }), ...(signal && { signal }) }),
    )
  })
}
