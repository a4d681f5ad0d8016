import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { AppEnv } from './env.ts'

/**
 * Headers that keep browsers from doing with our answers what nobody asked for: no inline script or style, nothing from
 * elsewhere, no frames but in pages of these origins (as `https://home.example.com`), no Referer.
 */
export function securityHeaders(frameOrigins: readonly string[]): MiddlewareHandler<AppEnv> {
  const secure = secureHeaders({
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
    permissionsPolicy: { camera: false, microphone: false, geolocation: false, usb: false },
    // Over plain http it means nothing, and what answers under our name tomorrow is not ours to say.
    strictTransportSecurity: false,
  })
  return async function securityHeaders(c, next) {
    await next()
    if (!MEDIA.test(c.res.headers.get('Content-Type') ?? '')) await secure(c, async () => undefined)
  }
}

// Playlists and parts come several times a second, and no browser takes them for a page (they say nosniff).
const MEDIA = /^(?:image\/jpeg|video\/|multipart\/|application\/vnd\.apple\.mpegurl)/
