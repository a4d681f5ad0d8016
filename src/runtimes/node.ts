import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import { createApp } from '../app/app.ts'
import type { Asset, Assets } from '../app/pages.ts'
import type { Hub } from '../hub/hub.ts'
import type { Log } from '../hub/log.ts'

/** A server that listens. */
export interface Listening {
  readonly url: string
  readonly port: number
  /** Ends all connections, streams included. */
  close(): Promise<void>
}

/**
 * Bytes that may wait in a connection before its stream is held up. With room for one picture, a viewer who keeps up
 * costs a tenth less CPU than with Node's 16 KiB, where each picture waits for a 'drain'; who never reads holds two.
 */
const CONNECTION_BUFFER = 128 * 1024
/** How long open requests may finish when the server closes. */
const CLOSE_GRACE_MS = 500

/** Serves the hub over HTTP. Rejects with the system's error (`code` EADDRINUSE, EACCES, EADDRNOTAVAIL) when it can't listen. */
export async function listen(options: {
  hub: Hub
  host: string
  port: number
  open: boolean
  log: Log
}): Promise<Listening> {
  const { hub, host, open, log } = options
  const app = createApp({
    hub,
    open,
    log,
    assets: await readAssets(fileURLToPath(new URL('../static/', import.meta.url))),
  })
  const serverOptions = { highWaterMark: CONNECTION_BUFFER }
  const server = createAdaptorServer({ fetch: app.fetch, createServer, serverOptions }) as Server // createServer above makes that kind
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  return { port, url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, close: () => close(server) }
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
}

async function readAssets(folder: string): Promise<Assets> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const assets = new Map<string, Asset>()
  for (const file of files.filter(entry => entry.isFile())) {
    const path = join(file.parentPath, file.name)
    const bytes = Uint8Array.from(await readFile(path))
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
    const name = path.slice(folder.length).replaceAll('\\', '/')
    assets.set(name, { bytes, etag, type: TYPES[extname(file.name)] ?? 'application/octet-stream' })
  }
  return assets
}
