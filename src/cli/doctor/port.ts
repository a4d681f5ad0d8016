import type { Config } from '../../config.ts'
import { freePortAfter, isFree } from '../port.ts'
import type { Finding } from './finding.ts'

/**
 * Whether the address and port can be listened on; nothing to say where the program would not try. `running` are the
 * addresses of programs of ours that run already.
 */
export async function examinePort(
  listen: Config['listen'] | undefined,
  running: readonly string[],
): Promise<Finding[]> {
  if (!listen) return []
  const { host, port } = listen
  const free = await isFree(host, port)
  const what = `Port ${port}`
  if (free === true) return [{ state: 'ok', what, detail: `free on ${host}` }]
  if (free !== 'EADDRINUSE') return [{ state: 'missing', what, detail: `cannot be listened on at ${host}: ${free}` }]
  if (running.some(url => new URL(url).port === String(port)))
    return [{ state: 'ok', what, detail: 'tunnelcam runs there' }]
  const other = await freePortAfter(host, port)
  return [
    { state: 'missing', what, detail: `taken on ${host} by another program`, mend: `tunnelcam --port ${other ?? 0}` },
  ]
}
