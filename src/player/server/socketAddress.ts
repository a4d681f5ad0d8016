/** Where a WebSocket of this path is, at the server of `base` (default: this page's), over TLS as that is. */
export function socketAddress(path: string, base: string | URL = location.href): URL {
  const address = new URL(path, base)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  return address
}
