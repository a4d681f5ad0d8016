import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Hono } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import { afterAll } from 'vitest'
import type { Access } from '../../src/access/access.ts'
import type { CloudflareAccess } from '../../src/access/cloudflareAccess.ts'
import type { Gate } from '../../src/app/access/visitor.ts'
import { type AppOptions, createApp } from '../../src/app/app.ts'
import type { AppEnv } from '../../src/app/env.ts'
import { cameraFromSource } from '../../src/config/camera.ts'
import type { Camera } from '../../src/hub/camera.ts'
import { Hub } from '../../src/hub/hub.ts'
import { Relay, unkeptCameras } from '../../src/hub/relay/relay.ts'
import { givenAccess } from '../support/gate.ts'
import { keepingFetch } from '../support/secrets/keepingFetch.ts'

const fixture = (name: string) => Uint8Array.from(readFileSync(new URL(`../media/fixtures/${name}`, import.meta.url)))

/** FLV with 12 frames at 10 fps, keyframes every five, and sound. */
export const TINY_FLV = fixture('tiny.flv')
/** Three pictures of 64x48. */
export const TINY_MPJPEG = fixture('tiny.mpjpeg')

/** mpjpeg of one picture of a megabyte: cameras pad theirs with zeros, and so many fill the kernel's buffers. */
export function hugePicture(): Uint8Array {
  const jpeg = TINY_MPJPEG.subarray(59, 59 + 647)
  const head = new TextEncoder().encode(`--ffmpeg\r\nContent-length: ${1 << 20}\r\n\r\n`)
  const bytes = new Uint8Array(head.length + (1 << 20))
  bytes.set(head)
  bytes.set(jpeg, head.length)
  return bytes
}

const shared = await givenAccess()
afterAll(() => shared.close())

/** What a served app is made with, where it matters to a test. */
export interface ServingOptions {
  /** Default true: what is not about access is tested without it. */
  readonly open?: boolean
  /** Default: one that all tests of a file share. */
  readonly access?: Access
  readonly trust?: Gate['trust']
  readonly cloudflare?: CloudflareAccess
  readonly origins?: AppOptions['origins']
  /** The camera's `sub`, as in YAML. Default: as small as its picture, so there is none. */
  readonly sub?: unknown
  /** Where every request comes from. Default 127.0.0.1. */
  readonly peer?: string
  readonly metrics?: AppOptions['metrics']
  readonly upgradeWebSocket?: UpgradeWebSocket
  /** It is a relay too. */
  readonly relay?: boolean
}

/** An app with one camera, `front`, that nothing feeds yet. */
export function serving(options: ServingOptions = {}): {
  app: Hono<AppEnv>
  hub: Hub
  camera: Camera
  access: Access
  errors: object[]
} {
  const hub = new Hub()
  const camera = hub.add(cameraFromSource('test:', { id: 'front', name: 'Front door', sub: options.sub }))
  const errors: object[] = []
  const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => void errors.push(fields) }
  const page = (text: string, scripts?: readonly string[]) => {
    const bytes = new TextEncoder().encode(text)
    const gzip = Uint8Array.from(gzipSync(bytes))
    return { bytes, gzip, type: 'text/html; charset=utf-8', etag: 'W/"1"', ...(scripts && { scripts }) }
  }
  const pages = ['home.html', 'access.html', 'publish.html', 'chunk-AB12CD34.js'] as const
  const assets = new Map([
    ...pages.map(name => [name, page('<!doctype html>')] as const),
    ['camera.html', page('<!doctype html>', ["'sha256-AA=='"])] as const,
    ['code.html', page('<!doctype html><title>Code</title>')] as const,
  ])
  const access = options.access ?? shared
  const { trust = { proxies: [], tunnel: () => false }, open = true, peer = '127.0.0.1', cloudflare } = options
  const gate = { access, open, trust, peer: () => peer, ...(cloudflare && { cloudflare }) }
  const { metrics, upgradeWebSocket, origins = { frame: [], cors: [] } } = options
  const relay = options.relay ? new Relay(hub, unkeptCameras(), log) : undefined
  const app = createApp({
    hub,
    assets,
    gate,
    origins,
    log,
    metrics,
    relay,
    ...(upgradeWebSocket && { upgradeWebSocket }),
  })
  const ask = app.request
  const request = keepingFetch((input, init) => ask(input, init))
  app.request = (input, init) => request(input, init)
  return { app, hub, camera, access, errors }
}

/** The same, with the fixtures' video and pictures in it; `end()` closes the segment that is open. */
export function live(options: ServingOptions = {}) {
  const served = serving(options)
  const run = served.camera.begin({ passthrough: false })
  served.camera.setState({ kind: 'starting' })
  run.video(TINY_FLV)
  run.jpeg(TINY_MPJPEG)
  served.camera.setState({ kind: 'live' })
  return { ...served, run }
}
