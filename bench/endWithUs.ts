/** Kills a process that we started when we end, however we end. Call the returned function when it has ended by itself. */
export function endWithUs(pid: number): () => void {
  const kill = () => {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
  process.once('exit', kill)
  return () => process.off('exit', kill)
}
