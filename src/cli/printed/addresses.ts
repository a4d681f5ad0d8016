import { networkInterfaces } from 'node:os'

/** The addresses under which people find a server: for one that listens everywhere, each of this machine's. */
export function addresses(url: string, host: string, port: number): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [url]
  const outside = Object.values(networkInterfaces())
    .flatMap(list => list ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
  return [`http://127.0.0.1:${port}`, ...outside.map(({ address }) => `http://${address}:${port}`)]
}
