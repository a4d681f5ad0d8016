/** What we use of Cloudflare's runtime, as its documentation describes it. */

/** One end of a WebSocket. */
export interface EdgeSocket {
  readonly readyState: 0 | 1 | 2 | 3
  /** What binary messages come as; a Blob, where it is not set. */
  binaryType: 'blob' | 'arraybuffer'
  accept(): void
  send(message: string | ArrayBuffer | ArrayBufferView): void
  close(code?: number, reason?: string): void
  /** Keeps up to 2 KiB with the socket while the object sleeps. */
  serializeAttachment(value: unknown): void
  deserializeAttachment(): unknown
  addEventListener(type: 'message', listener: (event: { readonly data: string | ArrayBuffer }) => void): void
  addEventListener(type: 'close', listener: (event: EdgeClose) => void): void
  addEventListener(type: 'error', listener: () => void): void
}

declare const WebSocketPair: new () => { readonly 0: EdgeSocket; readonly 1: EdgeSocket }

/** The two ends of a new WebSocket. */
export function pairOfSockets(): { readonly 0: EdgeSocket; readonly 1: EdgeSocket } {
  return new WebSocketPair()
}

/** How a WebSocket ended. */
export interface EdgeClose {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
}

/** What is kept of an object for good. */
export interface EdgeStorage {
  get(key: string): Promise<unknown>
  put(key: string, value: unknown): Promise<void>
  delete(key: string): Promise<boolean>
  list(options: { readonly prefix: string }): Promise<ReadonlyMap<string, unknown>>
}

/** One Durable Object as its runtime sees it. */
export interface EdgeObject {
  readonly storage: EdgeStorage
  /** Takes a socket that stays open while the object sleeps. */
  acceptWebSocket(socket: EdgeSocket, tags?: readonly string[]): void
  getWebSockets(tag?: string): EdgeSocket[]
  setWebSocketAutoResponse(pair: object): void
  /** Nothing else reaches the object before this is done. */
  blockConcurrencyWhile<Result>(work: () => Promise<Result>): Promise<Result>
}

/** What answers requests: an object, or a place with files. */
export interface Fetcher {
  fetch(request: Request): Promise<EdgeResponse>
}

/** `webSocket`: our end, where a WebSocket was asked for and opened. */
export type EdgeResponse = Response & { readonly webSocket?: EdgeSocket | null }

/** The objects of a class. */
export interface EdgeObjects {
  idFromName(name: string): unknown
  get(id: unknown): Fetcher
}

/** What the Worker is given by its configuration. */
export interface Env {
  readonly SITE: EdgeObjects
  /** Objects that serve viewers for whom the site has no room. */
  readonly BRANCH: EdgeObjects
  /** The files of `dist/static`. */
  readonly ASSETS: Fetcher
  /** The signing key, 32 bytes as base64url: a secret. */
  readonly TUNNELCAM_KEY?: string
  /** The most viewers of one object, of a camera, and by one link; numbers. */
  readonly VIEWERS_PER_OBJECT?: string | number
  readonly VIEWERS_PER_CAMERA?: string | number
  readonly VIEWERS_PER_LINK?: string | number
}
