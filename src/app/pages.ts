import { type Context, Hono } from 'hono'
import type { Hub } from '../hub/hub.ts'
import { forAnyone, forOwner, forPublishers, forSignedIn, forViewers } from './access/requires.ts'
import { cameraNamed } from './availability.ts'
import type { AppEnv } from './env.ts'
import { Problem } from './problem.ts'

/** One static file, held in memory by the runtime. */
export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  /** A weak entity tag, as it stands in the header: it is the same for both forms. */
  readonly etag: string
  /** The same, compressed by gzip. */
  readonly gzip?: Uint8Array<ArrayBuffer>
  /** Of a page: the scripts in it, as `inlineScripts` names them. */
  readonly scripts?: readonly string[]
}

/** The static files by their path below `static/`, as `home.html`; a runtime may fetch each when it is asked for. */
export interface Assets {
  get(file: string): Asset | undefined | Promise<Asset | undefined>
}

/** The bundler puts a hash of the content into the names of shared chunks. */
const HASHED = /-[A-Z0-9]{8}\.js$/

/** The pages for people, and the files they need; those are the same for everybody and tell nothing. */
export function pageRoutes(hub: Hub, assets: Assets): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/', forSignedIn, c => answer(c, assets, 'home.html'))
    .get('/cameras/:id', forViewers(), c => cameraPage(c, hub, assets, c.req.param('id')))
    .get('/publish', forPublishers, c => answer(c, assets, 'publish.html'))
    .get('/access', forOwner, c => answer(c, assets, 'access.html'))
    .route('/', fileRoutes(assets))
}

/** The files that pages need: for anyone, and the same wherever they come from. */
export function fileRoutes(assets: Assets): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/favicon.ico', forAnyone, c => answer(c, assets, 'icon.svg'))
    .get('/view.js', forAnyone, c => elementScript(c, assets))
    .get('/static/:file{.+}', forAnyone, c => answer(c, assets, c.req.param('file')))
}

/** A person gets the page for an unknown camera too: it asks the API, and says in words what that says. */
function cameraPage(c: Context<AppEnv>, hub: Hub, assets: Assets, id: string): Promise<Response> {
  const known = hub.cameras.has(id)
  if (!known && !wantsPage(c)) cameraNamed(hub, id)
  return answer(c, assets, 'camera.html', known ? 200 : 404)
}

/** The script of <tunnelcam-view>, for pages of any site, also isolated ones (COEP). */
async function elementScript(c: Context<AppEnv>, assets: Assets): Promise<Response> {
  const script = await answer(c, assets, 'view.js')
  script.headers.set('Access-Control-Allow-Origin', '*')
  script.headers.set('Cross-Origin-Resource-Policy', 'cross-origin')
  return script
}

/** The page that asks for a code, in place of one that may not be seen. */
export function codePage(c: Context<AppEnv>, assets: Assets, status: 401 | 403 | 429): Promise<Response> {
  return answer(c, assets, 'code.html', status)
}

/** Whether a person asks who sees what we answer as a page. */
export function wantsPage(c: Context): boolean {
  return c.req.method === 'GET' && (c.req.header('Accept')?.includes('text/html') ?? false)
}

async function answer(c: Context<AppEnv>, assets: Assets, file: string, status = 200): Promise<Response> {
  const asset = await assets.get(file)
  if (!asset) throw new Problem(404, 'not_found', `There is no file ${file.slice(0, 80)}.`)
  const { type, etag, scripts } = asset
  if (scripts) c.set('inlineScripts', scripts)
  const gzip = /\bgzip\b/.test(c.req.header('Accept-Encoding') ?? '') ? asset.gzip : undefined
  const good = HASHED.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache'
  // What stands in place of a picture or page must not be kept under its address.
  const cache = status === 200 ? good : 'no-store'
  const headers = {
    'Cache-Control': cache,
    ...(status === 200 && { ETag: etag }),
    'Content-Type': type,
    Vary: 'Accept-Encoding',
  }
  if (status === 200 && c.req.header('If-None-Match')?.includes(etag))
    return new Response(null, { status: 304, headers })
  if (gzip) return new Response(gzip, { status, headers: { ...headers, 'Content-Encoding': 'gzip' } })
  return new Response(asset.bytes, { status, headers })
}
