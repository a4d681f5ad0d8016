/** Ends of names that nobody can register, so that nobody else's page can stand under them (RFC 6762, 8375, 9476). */
const LOCAL = /(^|\.)(localhost|local|home\.arpa|internal|lan|home)$/

/**
 * Whether `host`, as `cam.local:8080`, is an address or a name that only this network knows, or one of `hosts`. Where no
 * link is asked for, a page elsewhere could else point a name of its own here and read what we answer (DNS rebinding).
 */
export function isOwnName(host: string, hosts: readonly string[]): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  const isAddress = name.startsWith('[') || /^\d+(\.\d+){3}$/.test(name)
  return isAddress || !name.includes('.') || LOCAL.test(name) || hosts.includes(name)
}
