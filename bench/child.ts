import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { endWithUs } from './endWithUs.ts'

/** A program that the benchmark has started. */
export interface Child {
  readonly pid: number
  /** Kills it; resolves when it is gone. */
  end(): Promise<void>
}

/** Starts a program, which ends with us, however we end. */
export function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' })
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} did not start`)
  const over = endWithUs(pid)
  const gone = once(child, 'exit')
  return {
    pid,
    end: async () => {
      child.kill('SIGKILL')
      await gone
      over()
    },
  }
}

/** For a program that can't choose a port by itself. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
