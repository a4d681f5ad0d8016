/** A WebSocket that was opened before the page's own scripts had come. Times are those of performance.now(). */
export interface Ahead {
  readonly address: string
  readonly socket: WebSocket
  readonly beganAt: number
  openedAt?: number
  /** What it has brought so far. */
  readonly heard: { readonly data: ArrayBuffer | string; readonly at: number }[]
}

declare global {
  interface Window {
    tunnelcamAhead?: Ahead | undefined
  }
}

/** A page that has not taken it within this, in ms, does not want it. */
const UNWANTED_MS = 10_000

/** Opens a WebSocket for the page's scripts, which are still on their way. */
export function openAhead(address: URL): void {
  const socket = new WebSocket(address)
  socket.binaryType = 'arraybuffer'
  const ahead: Ahead = { address: address.href, socket, beganAt: performance.now(), heard: [] }
  window.tunnelcamAhead = ahead
  socket.onopen = () => {
    ahead.openedAt = performance.now()
  }
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
    ahead.heard.push({ data, at: performance.now() })
  }
  setTimeout(() => {
    if (window.tunnelcamAhead !== ahead) return
    window.tunnelcamAhead = undefined
    socket.close()
  }, UNWANTED_MS)
}

/** The WebSocket of this address that was opened ahead, for the first who asks; undefined where there is none that lives. */
export function takeAhead(address: URL): Ahead | undefined {
  const ahead = window.tunnelcamAhead
  if (ahead?.address !== address.href) return undefined
  window.tunnelcamAhead = undefined
  return ahead.socket.readyState <= WebSocket.OPEN ? ahead : undefined
}
