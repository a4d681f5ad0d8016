import { convertIPv4ToBinary, convertIPv6ToBinary, distinctRemoteAddr } from 'hono/utils/ipaddr'

/** Whose word about the client is believed: being on this machine is no reason, as behind a tunnel everybody is. */
export interface Trust {
  /** Addresses or networks (`10.0.0.0/8`) of reverse proxies. */
  readonly proxies: readonly string[]
  /** Whether a tunnel that we opened leads here: it comes from this machine, and Cloudflare tells who is behind it. */
  tunnel(): boolean
}

/** Where a request came from. */
export interface Client {
  readonly address: string
  /** What the browser's address bar shows, as `https://cam.example.com`. */
  readonly origin: string
  readonly https: boolean
  /** It came through a proxy or tunnel that is trusted. */
  readonly forwarded: boolean
}

const HOST = /^(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i

/** Who asks, by the connection's `peer`, or by the word of a trusted proxy or tunnel. `url` is the request's. */
export function clientOf(
  peer: string,
  url: string,
  header: (name: string) => string | undefined,
  trust: Trust,
): Client {
  const { host, protocol } = new URL(url)
  const viaTunnel = trust.tunnel() && isLoopback(peer) && header('cf-connecting-ip') !== undefined
  const viaProxy = isOneOf(peer, trust.proxies)
  const https = viaTunnel || viaProxy ? lastOf(header('x-forwarded-proto')) === 'https' : protocol === 'https:'
  const told = viaProxy ? lastOf(header('x-forwarded-host')) : undefined
  const publicHost = told !== undefined && isHost(told) ? told : host
  const from = viaTunnel ? header('cf-connecting-ip') : viaProxy ? behind(header('x-forwarded-for'), trust) : undefined
  return {
    address: plain(from !== undefined && isAddress(from) ? from : peer),
    origin: `${https ? 'https' : 'http'}://${publicHost}`,
    https,
    forwarded: viaTunnel || viaProxy,
  }
}

/** Whether an address is in one of these networks. What can't be read is in none. */
export function isOneOf(address: string, networks: readonly string[]): boolean {
  const bits = bitsOf(address)
  return bits !== undefined && networks.some(network => contains(network, bits))
}

// The nearest that is not one of our proxies: what stands before it can be made up.
function behind(forwardedFor: string | undefined, { proxies }: Trust): string | undefined {
  const hops = forwardedFor?.split(',').map(hop => hop.trim()) ?? []
  return hops.findLast(hop => !isOneOf(hop, proxies))
}

function lastOf(list: string | undefined): string | undefined {
  return list?.split(',').at(-1)?.trim() || undefined
}

function isHost(text: string): boolean {
  return HOST.test(text) && URL.canParse(`http://${text}`)
}

// An IPv4 address on an IPv6 socket (RFC 4291 §2.5.5.2) is that IPv4 address.
function plain(address: string): string {
  return /^::ffff:\d+\./i.test(address) ? address.slice(7) : address
}

function isAddress(text: string): boolean {
  return bitsOf(text) !== undefined
}

function isLoopback(address: string): boolean {
  return isOneOf(address, ['127.0.0.0/8', '::1'])
}

interface Bits {
  readonly value: bigint
  readonly width: 32 | 128
}

function contains(network: string, { value, width }: Bits): boolean {
  const [address = '', prefix] = network.split('/')
  const base = bitsOf(address)
  if (base?.width !== width) return false
  const left = BigInt(width - Number(prefix ?? width))
  return base.value >> left === value >> left
}

function bitsOf(text: string): Bits | undefined {
  const address = plain(text)
  try {
    const kind = distinctRemoteAddr(address)
    if (kind === 'IPv4') return { value: convertIPv4ToBinary(address), width: 32 }
    return kind === 'IPv6' ? { value: convertIPv6ToBinary(address), width: 128 } : undefined
  } catch {
    return undefined // it only looked like one, as an address with a port does
  }
}
