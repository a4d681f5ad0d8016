import type { Child, Exit } from './child.ts'

/** A child in place of a program that is not needed: it reads and writes nothing, and ends when it is stopped. */
export function noChild(): Child {
  let end = (_: Exit) => {}
  const ended = new Promise<Exit>(resolve => {
    end = resolve
  })
  const stop = () => {
    end({ durationMs: 0, lastLines: [], command: '' })
    return ended
  }
  return { pid: undefined, outputs: [], inputs: [], ended, stop }
}
