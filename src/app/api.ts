import { Hono } from 'hono'
import type { Camera } from '../hub/camera.ts'
import type { Hub } from '../hub/hub.ts'
import { cameraNamed } from './availability.ts'

/** State as JSON: `/cameras` and `/cameras/:id` below `/api`. Asking starts no capture. Times in ms since 1970. */
export function apiRoutes(hub: Hub): Hono {
  return new Hono()
    .use(async (c, next) => {
      c.header('Cache-Control', 'private, no-store')
      await next()
    })
    .get('/cameras', c => c.json({ now: Date.now(), cameras: [...hub.cameras.values()].map(cameraJson) }))
    .get('/cameras/:id', c => c.json({ now: Date.now(), camera: cameraJson(cameraNamed(hub, c.req.param('id'))) }))
}

function cameraJson(camera: Camera) {
  const { id, name, source, state, warnings, pictures, demand } = camera
  const { latest } = pictures
  const path = `/cameras/${encodeURIComponent(id)}`
  return {
    id,
    name,
    source,
    state,
    picture: latest
      ? { sequence: latest.sequence, capturedAt: latest.capturedAt, width: latest.width, height: latest.height }
      : null,
    video: videoJson(camera),
    warnings,
    viewers: demand.holders,
    paths: { page: path, hls: `${path}/hls/index.m3u8`, mjpeg: `${path}/stream.mjpg`, still: `${path}/still.jpg` },
  }
}

function videoJson({ window }: Camera) {
  const { init } = window
  const video = init?.tracks.find(track => track.kind === 'video')
  if (!init || !video) return null
  return {
    codecs: init.tracks.map(track => track.codec).join(','),
    width: video.width,
    height: video.height,
    frameRate: init.framesPerSecond,
    audio: init.tracks.some(track => track.kind === 'audio'),
    capturedAt: window.newestCapturedAt ?? null,
  }
}
