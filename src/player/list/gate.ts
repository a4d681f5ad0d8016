/**
 * Lets at most `places` callers in at once, first come first served. `enter` answers with the function that gives the
 * place back (calling it twice is harmless), or rejects with the signal's reason when that aborts first.
 */
export function gate(places: number): { enter(signal: AbortSignal): Promise<() => void> } {
  const queue: (() => void)[] = []
  let free = places

  const leaver = () => {
    let left = false
    return () => {
      if (left) return
      left = true
      const next = queue.shift()
      if (next) next()
      else free++
    }
  }

  return {
    enter: signal =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        if (free > 0) {
          free--
          return resolve(leaver())
        }
        const letIn = () => {
          signal.removeEventListener('abort', giveUp)
          resolve(leaver())
        }
        const giveUp = () => {
          queue.splice(queue.indexOf(letIn), 1)
          reject(signal.reason)
        }
        queue.push(letIn)
        signal.addEventListener('abort', giveUp, { once: true })
      }),
  }
}
