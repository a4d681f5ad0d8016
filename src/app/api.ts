import { type Context, Hono } from 'hono'
import type { Camera } from '../hub/camera.ts'
import type { Hub } from '../hub/hub.ts'
import { roundedFrameRate } from '../media/hls/frameRate.ts'
import { cameraPath, outputPath } from './access/outputPath.ts'
import { allows, forOwner, forSignedIn, forViewers } from './access/requires.ts'
import { cameraNamed } from './availability.ts'
import type { AppEnv } from './env.ts'

/**
 * State as JSON below `/api`: `/cameras` (those that may be seen), `/cameras/:id`, and for the owner `/tunnel` and `/relay`. Asking
 * starts no capture. Times in ms since 1970.
 */
export function apiRoutes(hub: Hub): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .use(async (c, next) => {
      c.header('Cache-Control', 'private, no-store')
      await next()
    })
    .get('/cameras', forSignedIn, c => {
      const seen = [...hub.cameras.values()].filter(({ id }) => allows(c, id))
      return c.json({ now: Date.now(), cameras: seen.map(camera => cameraJson(camera, c)) })
    })
    .get('/cameras/:id', forViewers(), c =>
      c.json({ now: Date.now(), camera: cameraJson(cameraNamed(hub, c.req.param('id')), c) }),
    )
    .get('/tunnel', forOwner, c => c.json({ now: Date.now(), tunnel: hub.tunnel?.state ?? null }))
    .get('/relay', forOwner, c => {
      const { uplink } = hub
      return c.json({ now: Date.now(), relay: uplink ? { url: uplink.url, ...uplink.state } : null })
    })
}

function cameraJson(camera: Camera, c: Context<AppEnv>) {
  const { id, name, state, warnings, demand } = camera
  // They may tell a user's name, or where the camera is, and who watches: nobody's business but the owner's.
  const isOwner = c.get('visitor').pass?.role === 'owner'
  const source = isOwner ? camera.source : ''
  return {
    id,
    name,
    source,
    state,
    picture: pictureJson(camera),
    video: videoJson(camera),
    small: smallJson(camera),
    warnings,
    viewers: demand.holders,
    ...(isOwner && { players: camera.players.list(performance.now()) }),
    paths: {
      page: cameraPath(id),
      hls: outputPath(id, 'hls'),
      mjpeg: outputPath(id, 'mjpeg'),
      still: outputPath(id, 'still'),
      live: outputPath(id, 'live'),
      mp4: outputPath(id, 'mp4'),
    },
  }
}

function pictureJson({ pictures, config }: Camera) {
  const { latest } = pictures
  if (!latest) return null
  const { sequence, capturedAt, width, height } = latest
  // A watched folder's picture is repeated until there is a newer one: the video's time says nothing of its age.
  return { sequence, capturedAt, width, height, repeats: config.watch }
}

function videoJson({ window }: Camera) {
  const { init } = window
  const rates = window.rates()
  const video = init?.tracks.find(track => track.kind === 'video')
  if (!init || !video) return null
  return {
    codecs: init.tracks.map(track => track.codec).join(','),
    width: video.width,
    height: video.height,
    frameRate: rates ? roundedFrameRate(rates.framesPerSecond) : null,
    audio: init.tracks.some(track => track.kind === 'audio'),
    capturedAt: window.newestCapturedAt ?? null,
  }
}

function smallJson({ sub, smallElsewhere }: Camera) {
  if (smallElsewhere?.facts)
    return { ...smallElsewhere.facts, running: smallElsewhere.video.tracks !== undefined, trouble: null }
  const { picture } = sub ?? {}
  if (!sub || !picture) return null
  const { width, height, frameRate } = picture
  return { width, height, frameRate, running: sub.running, trouble: sub.trouble ?? sub.live.trouble ?? null }
}
