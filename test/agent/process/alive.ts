import { execFileSync } from 'node:child_process'
import { vi } from 'vitest'

/** What runs under this number; undefined when nothing does, or it is just waiting to be reaped. */
export function processName(pid: number): string | undefined {
  try {
    const [state, name] = execFileSync('ps', ['-o', 'stat=,comm=', '-p', String(pid)], { encoding: 'utf8' }).split(
      /\s+/,
    )
    return state?.startsWith('Z') ? undefined : name
  } catch {
    return undefined // ps answers 1 when there is none
  }
}

/** The processes whose parent is `pid`, without the `ps` that asks. */
export function childrenOf(pid: number): readonly number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'ppid=,pid=,comm='], { encoding: 'utf8' }).trim().split('\n')
  return rows
    .map(row => row.trim().split(/\s+/))
    .filter(([parent, , name]) => Number(parent) === pid && name !== 'ps')
    .map(([, child]) => Number(child))
}

/** Resolves when the process is gone, fails after `timeout` ms. */
export function gone(pid: number, timeout = 2000): Promise<void> {
  return vi.waitFor(
    () => {
      if (processName(pid)) throw new Error(`process ${pid} is still there`)
    },
    { timeout, interval: 20 },
  )
}
