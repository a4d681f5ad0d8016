/**
 * What hangs must not hang a benchmark, and whoever stops it stops all of it: ends the process with 1 after `ms`, or when it is
 * asked to. Call the returned function when all is measured.
 */
export function boundRun(ms: number): () => void {
  const giveUp = setTimeout(() => end('it took too long'), ms)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end(signal))
  return () => clearTimeout(giveUp)
}

function end(why: string): never {
  process.stderr.write(`the benchmark ends early: ${why}\n`)
  process.exit(1)
}
