import { appendFile, chmod, readFile, rename, stat } from 'node:fs/promises'
import { z } from 'zod'
import { type AuditEntry, auditEntrySchema, KEPT_ENTRIES } from '../access/audit.ts'
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

/** The newest entries of such a file, newest first; none where there is no file. A line that can't be read is left out. */
export async function readAudit(file: string): Promise<AuditEntry[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text
    .split('\n')
    .slice(-KEPT_ENTRIES - 1)
    .flatMap(entryIn)
    .reverse()
}

const lineSchema = auditEntrySchema.extend({ at: z.iso.datetime().transform(text => Date.parse(text)) })

function entryIn(line: string): AuditEntry[] {
  try {
    return [lineSchema.parse(JSON.parse(line))]
  } catch {
    return [] // cut, or somebody else's
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
