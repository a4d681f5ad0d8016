import { maskPassword } from '../../config/mask.ts'
import type { Log } from '../../hub/log.ts'

/** A log of JSON lines, as `wrangler tail` shows them. */
export function edgeLog(): Log {
  const write = (level: 'info' | 'warn' | 'error') => (fields: object, message: string) =>
    console[level](maskPassword(JSON.stringify({ level, ...fields, msg: message })))
  return { debug: () => undefined, info: write('info'), warn: write('warn'), error: write('error') }
}
