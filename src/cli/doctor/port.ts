import type { Flags } from '../flags.ts'
import { freePortAfter, isFree } from '../port.ts'
import type { Finding } from './finding.ts'

/** Whether the port, that of the flags or the usual one, can be listened on. */
export async function examinePort(flags: Pick<Flags, 'host' | 'port'>): Promise<Finding[]> {
  const host = flags.host ?? '127.0.0.1'
  const port = typeof flags.port === 'number' ? flags.port : 8080
  const free = await isFree(host, port)
  const what = `Port ${port}`
  if (free === true) return [{ state: 'ok', what, detail: `free on ${host}` }]
  if (free !== 'EADDRINUSE') return [{ state: 'missing', what, detail: `cannot be listened on at ${host}: ${free}` }]
  const other = await freePortAfter(host, port)
  return [
    { state: 'missing', what, detail: `taken on ${host} by another program`, mend: `tunnelcam --port ${other ?? 0}` },
  ]
}
