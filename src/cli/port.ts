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

/** How an option says where to listen: at another port, at one that needs no rights, and on this machine. */
const ways = {
  '--port': {
    at: (_host: string, port: number) => `--port ${port}`,
    usual: 8080,
    here: 'Leave --host out for 127.0.0.1.',
  },
  '--metrics': {
    at: (host: string, port: number) => `--metrics ${host.includes(':') ? `[${host}]` : host}:${port}`,
    usual: 9100,
    here: 'Leave the address out for 127.0.0.1: --metrics 9100',
  },
  '--rtsp-port': {
    at: (_host: string, port: number) => `--rtsp-port ${port}`,
    usual: 8554,
    here: 'Leave --push-host out for 127.0.0.1.',
  },
  '--rtmp-port': {
    at: (_host: string, port: number) => `--rtmp-port ${port}`,
    usual: 1935,
    here: 'Leave --push-host out for 127.0.0.1.',
  },
}

/**
 * Why listening on `host`:`port`, as `option` says, failed, with what to do, for the system's error. Other errors stay as
 * they are.
 */
export async function whyNotListening(
  error: unknown,
  host: string,
  port: number,
  option: keyof typeof ways = '--port',
): Promise<unknown> {
  const { at, usual, here } = ways[option]
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    const other = await freePortAfter(host, port)
    const hint = other === undefined ? `Any free one: ${at(host, 0)}` : `${other} is free: ${at(host, other)}`
    return new CliError(1, `Port ${port} on ${host} is taken by another program.`, { hint, cause: error })
  }
  if (code === 'EACCES') {
    const hint = `Ports below 1024 need rights; ${usual} does not: ${at(host, usual)}`
    return new CliError(1, `Port ${port} on ${host} may not be used by this user.`, { hint, cause: error })
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new CliError(1, `${host} is not an address of this machine.`, { hint: here, cause: error })
  }
  return error
}
