import { readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second wherever Node runs (USER_HZ). */
const TICKS_PER_SECOND = 100

/** CPU seconds that another process has used, all threads, without its children. Linux only. */
export function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** Bytes of memory that another process holds (its resident set), without its children. Linux only. */
export function residentBytesOf(pid: number): number {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

/** CPU seconds that this process has used, all threads, without its children. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
