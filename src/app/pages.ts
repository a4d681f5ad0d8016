import { type Context, Hono } from 'hono'
import type { Hub } from '../hub/hub.ts'
import { cameraNamed } from './availability.ts'
import { Problem } from './problem.ts'

/** One static file, held in memory by the runtime. */
export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  /** A strong entity tag, with its quotes. */
  readonly etag: string
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

/** The pages for people, and the files they need. */
export function pageRoutes(hub: Hub, assets: Assets): Hono {
  return new Hono()
    .get('/', c => answer(c, assets, 'home.html'))
    .get('/cameras/:id', c => {
      cameraNamed(hub, c.req.param('id'))
      return answer(c, assets, 'camera.html')
    })
    .get('/favicon.ico', c => answer(c, assets, 'icon.svg'))
    .get('/static/:file{.+}', c => answer(c, assets, c.req.param('file')))
}

function answer(c: Context, assets: Assets, file: string): Response {
  const asset = assets.get(file)
  if (!asset) throw new Problem(404, 'not_found', `There is no file ${file.slice(0, 80)}.`)
  const headers = { ...PAGE_HEADERS, 'Cache-Control': 'no-cache', ETag: asset.etag, 'Content-Type': asset.type }
  const known = c.req.header('If-None-Match')?.includes(asset.etag) ?? false
  return new Response(known ? null : asset.bytes, { status: known ? 304 : 200, headers })
}
