import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Writable } from 'node:stream'

/** What a process of the benchmark does when it is asked. */
export type Calls = Readonly<Record<string, (argument: never) => unknown>>

/** A process of the benchmark, seen from outside. */
export interface Remote<Served extends Calls> {
  readonly pid: number
  /** The pipe that the process reads as its fd 4. */
  readonly feed: Writable
  ask<Name extends keyof Served & string>(
    name: Name,
    argument?: Parameters<Served[Name]>[0],
  ): Promise<Awaited<ReturnType<Served[Name]>>>
  /** Ends the process; resolves when it is gone. */
  close(): Promise<void>
}

type Question = { readonly id: number; readonly name: string; readonly argument: never }
type Answer = { readonly id: number; readonly value?: unknown; readonly error?: string }

/** Starts `bench/processes/<name>.ts`. Its calls are asked over IPC, so that its work is a process of its own. */
export function start<Served extends Calls>(name: string, execArgv: readonly string[] = []): Remote<Served> {
  const profile = process.env.TUNNELCAM_BENCH_PROFILE
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  const child = fork(join(import.meta.dirname, '../dist/bench', `${name}.js`), [], {
    execArgv: [...execArgv, ...profiling],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
    serialization: 'advanced',
  })
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let asked = 0
  child.on('message', (message: Answer) => {
    const asker = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error === undefined) asker?.resolve(message.value)
    else asker?.reject(new Error(`${name}: ${message.error}`))
  })
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${name} ended with ${code ?? signal}`))
  })
  return {
    pid: child.pid ?? 0,
    feed: feedOf(child),
    ask: (call, argument) =>
      new Promise((resolve, reject) => {
        const id = ++asked
        // Both ends are compiled from the same type of calls.
        waiting.set(id, { resolve: value => resolve(value as never), reject })
        child.send({ id, name: call, argument })
      }),
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      const impatience = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await gone
      clearTimeout(impatience)
    },
  }
}

/** Answers what the parent asks, and ends with it. */
export function serve(calls: Calls, end: () => unknown = () => undefined): void {
  process.on('message', async ({ id, name, argument }: Question) => {
    const call = calls[name]
    try {
      process.send?.({ id, value: await call?.(argument) })
    } catch (error) {
      process.send?.({ id, error: String(error) })
    }
  })
  process.once('disconnect', async () => {
    await end()
    process.exit(0)
  })
  // Ctrl-C reaches the whole group; the parent then ends, and we with it.
  process.on('SIGINT', () => undefined)
}

function feedOf(child: ChildProcess): Writable {
  const feed = child.stdio[4]
  if (!feed || !('write' in feed)) throw new Error('fd 4 of a process of the benchmark is a pipe to write to')
  feed.on('error', () => undefined) // the process ended
  return feed
}
