import { type Context, Hono } from 'hono'
import type { Hub } from '../hub/hub.ts'
import { cameraNamed } from './availability.ts'
import { Problem } from './problem.ts'

/** One static file, held in memory by the runtime. */
export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  /** A weak entity tag, as it stands in the header: it is the same for both forms. */
  readonly etag: string
  /** The same, compressed by gzip. */
  readonly gzip?: Uint8Array<ArrayBuffer>
}

/** The static files by their path below `static/`, as `home.html`. */
export type Assets = ReadonlyMap<string, Asset>

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const PAGE_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

/** The bundler puts a hash of the content into the names of shared chunks. */
const HASHED = /-[A-Z0-9]{8}\.js$/

/** The pages for people, and the files they need. */
export function pageRoutes(hub: Hub, assets: Assets): Hono {
  return new Hono()
    .get('/', c => answer(c, assets, 'home.html'))
    .get('/cameras/:id', c => cameraPage(c, hub, assets, c.req.param('id')))
    .get('/favicon.ico', c => answer(c, assets, 'icon.svg'))
    .get('/static/:file{.+}', c => answer(c, assets, c.req.param('file')))
}

/** A person gets the page for an unknown camera too: it asks the API, and says in words what that says. */
function cameraPage(c: Context, hub: Hub, assets: Assets, id: string): Response {
  const known = hub.cameras.has(id)
  if (!known && !c.req.header('Accept')?.includes('text/html')) cameraNamed(hub, id)
  return answer(c, assets, 'camera.html', known ? 200 : 404)
}

function answer(c: Context, assets: Assets, file: string, status = 200): Response {
  const asset = assets.get(file)
  if (!asset) throw new Problem(404, 'not_found', `There is no file ${file.slice(0, 80)}.`)
  const { type, etag } = asset
  const gzip = /\bgzip\b/.test(c.req.header('Accept-Encoding') ?? '') ? asset.gzip : undefined
  const cache = HASHED.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache'
  const headers = { ...PAGE_HEADERS, 'Cache-Control': cache, ETag: etag, 'Content-Type': type, Vary: 'Accept-Encoding' }
  if (c.req.header('If-None-Match')?.includes(etag)) return new Response(null, { status: 304, headers })
  if (gzip) return new Response(gzip, { status, headers: { ...headers, 'Content-Encoding': 'gzip' } })
  return new Response(asset.bytes, { status, headers })
}
