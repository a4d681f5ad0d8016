import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { AppEnv } from './env.ts'

/**
 * Headers that keep browsers from doing with our answers what nobody asked for: no inline script but those that the page
 * came with, no inline style, nothing from elsewhere, no frames but in pages of these origins (as `https://home.example.com`), no Referer.
 */
export function securityHeaders(frameOrigins: readonly string[]): MiddlewareHandler<AppEnv> {
  const secure = withPermissions(frameOrigins, { camera: false, microphone: false })
  // The page that makes a device a camera; not what stands in its place for who may not see it.
  const capturing = withPermissions(frameOrigins, { camera: ['self'], microphone: ['self'] })
  return async function securityHeaders(c, next) {
    await next()
    if (MEDIA.test(c.res.headers.get('Content-Type') ?? '')) return
    const captures = c.req.path === '/publish' && (c.res.status === 200 || c.res.status === 304)
    await (captures ? capturing : secure)(c, async () => undefined)
    const scripts = c.get('inlineScripts') ?? []
    if (scripts.length > 0) c.header(POLICY, `${c.res.headers.get(POLICY)}; script-src 'self' ${scripts.join(' ')}`)
  }
}

const POLICY = 'Content-Security-Policy'

type Permissions = Readonly<Record<'camera' | 'microphone', false | ['self']>>

function withPermissions(frameOrigins: readonly string[], permissions: Permissions): MiddlewareHandler<AppEnv> {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      mediaSrc: ["'self'", 'blob:'],
      workerSrc: ["'self'", 'blob:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: frameOrigins.length > 0 ? [...frameOrigins] : ["'none'"],
    },
    xFrameOptions: frameOrigins.length > 0 ? false : 'DENY',
    referrerPolicy: 'no-referrer',
    // Pictures in pages of others are meant to be there: what may be fetched is for access to say, not for this header.
    crossOriginResourcePolicy: false,
    permissionsPolicy: { ...permissions, geolocation: false, usb: false },
    // Over plain http it means nothing, and what answers under our name tomorrow is not ours to say.
    strictTransportSecurity: false,
  })
}

// Playlists and parts come several times a second, and no browser takes them for a page (they say nosniff).
const MEDIA = /^(?:image\/jpeg|video\/|multipart\/|application\/vnd\.apple\.mpegurl)/
