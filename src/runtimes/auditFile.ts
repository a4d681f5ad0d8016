import { appendFile, chmod, rename, stat } from 'node:fs/promises'
import type { AuditEntry } from '../access/audit.ts'
import type { Log } from '../hub/log.ts'

const MOST_BYTES = 1_000_000

/** Appends entries to a file as JSON lines. What is older than a megabyte goes to `<file>.1`, and then away. */
export function auditFile(file: string, log: Log): (entry: AuditEntry) => void {
  let writing = chmod(file, 0o600).catch(() => undefined) // one that was there already; mostly there is none yet
  return entry => {
    writing = writing
      .then(() => append(file, `${JSON.stringify({ ...entry, at: new Date(entry.at).toISOString() })}\n`))
      .catch((error: unknown) => log.warn({ err: error }, `${file} can’t be written: access goes on without it.`))
  }
}

async function append(file: string, line: string): Promise<void> {
  const size = await stat(file).then(
    stats => stats.size,
    () => 0,
  )
  if (size > MOST_BYTES) await rename(file, `${file}.1`)
  await appendFile(file, line, { mode: 0o600 })
}
