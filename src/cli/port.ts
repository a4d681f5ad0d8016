import { createServer } from 'node:net'
import { CliError } from './error.ts'

/** Whether a server could listen there now: true, or the system's error code such as `EADDRINUSE`. */
export function isFree(host: string, port: number): Promise<true | string> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', error => resolve('code' in error ? String(error.code) : error.message))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}

/** A free port near `port` on `host`: one of the next twenty; undefined when none of them is. */
export async function freePortAfter(host: string, port: number): Promise<number | undefined> {
  for (let next = port + 1; next <= Math.min(port + 20, 65_535); next++) {
    if ((await isFree(host, next)) === true) return next
  }
  return undefined
}

/** Why listening on `host`:`port` failed, with what to do, for the system's error. Other errors stay as they are. */
export async function whyNotListening(error: unknown, host: string, port: number): Promise<unknown> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    const other = await freePortAfter(host, port)
    const hint = other === undefined ? 'Any free one: --port 0' : `${other} is free: --port ${other}`
    return new CliError(1, `Port ${port} on ${host} is taken by another program.`, { hint, cause: error })
  }
  if (code === 'EACCES') {
    const hint = 'Ports below 1024 need rights; 8080 does not: --port 8080'
    return new CliError(1, `Port ${port} on ${host} may not be used by this user.`, { hint, cause: error })
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const hint = 'Leave --host out for 127.0.0.1.'
    return new CliError(1, `${host} is not an address of this machine.`, { hint, cause: error })
  }
  return error
}
