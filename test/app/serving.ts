import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Hono } from 'hono'
import { createApp } from '../../src/app/app.ts'
import { cameraFromSource } from '../../src/config/camera.ts'
import type { Camera } from '../../src/hub/camera.ts'
import { Hub } from '../../src/hub/hub.ts'

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

/** An app with one camera, `front`, that nothing feeds yet. */
export function serving(options: { open?: boolean } = {}): { app: Hono; hub: Hub; camera: Camera; errors: object[] } {
  const hub = new Hub()
  const camera = hub.add(cameraFromSource('test:', { id: 'front', name: 'Front door' }))
  const errors: object[] = []
  const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => void errors.push(fields) }
  const bytes = new TextEncoder().encode('<!doctype html>')
  const page = { bytes, gzip: Uint8Array.from(gzipSync(bytes)), type: 'text/html; charset=utf-8', etag: 'W/"1"' }
  const assets = new Map([
    ['home.html', page],
    ['camera.html', page],
    ['chunk-AB12CD34.js', page],
  ])
  return { app: createApp({ hub, assets, open: options.open ?? false, log }), hub, camera, errors }
}

/** The same, with the fixtures' video and pictures in it; `end()` closes the segment that is open. */
export function live(options: { open?: boolean } = {}) {
  const served = serving(options)
  const run = served.camera.begin({ passthrough: false })
  served.camera.setState({ kind: 'starting' })
  run.video(TINY_FLV)
  run.jpeg(TINY_MPJPEG)
  served.camera.setState({ kind: 'live' })
  return { ...served, run }
}
