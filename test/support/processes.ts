import { readdirSync, readFileSync } from 'node:fs'

/** One process of this machine, as /proc tells it. */
export interface Process {
  readonly pid: number
  readonly parent: number
  readonly command: readonly string[]
}

/** The name of the environment variable that `program.ts` marks a program and all it starts with. */
export const marker = 'TUNNELCAM_TEST_RUN'

/**
 * The living processes that carry this mark in the environment they were started with, so also those whose
 * parent has died. Linux only. A process that is dead but not yet waited for (a zombie) is not living.
 */
export function markedProcesses(mark: string): Process[] {
  return allProcesses().filter(({ pid }) => textOf(pid, 'environ').split('\0').includes(`${marker}=${mark}`))
}

/** Of a marked program's processes, those whose command line or environment has this text in it. Linux only. */
export function processesWith(text: string, mark: string): Process[] {
  return markedProcesses(mark).filter(({ pid, command }) =>
    `${command.join(' ')} ${textOf(pid, 'environ')}`.includes(text),
  )
}

/** The living descendants of a process by parent, nearest first. Linux only. */
export function descendants(pid: number): Process[] {
  const all = allProcesses()
  const childrenOf = (parent: number): Process[] =>
    all.filter(one => one.parent === parent).flatMap(one => [one, ...childrenOf(one.pid)])
  return childrenOf(pid)
}

/** Whether a process is an FFmpeg, by the name of its program. */
export function isFfmpeg({ command }: Process): boolean {
  return /(^|\/)ffmpeg[^/]*$/.test(command[0] ?? '')
}

function allProcesses(): Process[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      const pid = Number(name)
      // "pid (name) state parent …": the name may hold spaces and brackets.
      const [state, parent] = textOf(pid, 'stat')
        .replace(/^.*\) /s, '')
        .split(' ')
      if (state === undefined || state === '' || state === 'Z' || state === 'X') return []
      const command = textOf(pid, 'cmdline').split('\0').slice(0, -1)
      return [{ pid, parent: Number(parent), command }]
    })
}

// '' for a process that has ended in between, or is not ours to read.
function textOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
