import { type Context, Hono } from 'hono'
import type { Camera } from '../../hub/camera.ts'
import type { Hub } from '../../hub/hub.ts'
import type { HeldPart } from '../../hub/video/held.ts'
import type { LiveWindow } from '../../hub/video/rendition.ts'
import { multivariantPlaylist } from '../../media/hls/multivariant.ts'
import { forViewers } from '../access/requires.ts'
import type { Visits } from '../access/visits.ts'
import { cameraNamed, unavailable } from '../availability.ts'
import type { AppEnv } from '../env.ts'
import { MEDIA_HEADERS } from '../mediaHeaders.ts'
import { Problem } from '../problem.ts'
import { countSent } from '../sent.ts'
import { type Asked, type AskedMedia, fullOf, shortOf, smallOf } from './asked.ts'
import { playlistReady, waitFor } from './blocking.ts'
import { playlistTexts } from './playlistText.ts'
import { fullVariant, smallVariant } from './variants.ts'

const FOLDERS = [['', fullOf] as const, ['short/', shortOf] as const, ['sub/', smallOf] as const]
const PLAYLIST_HEADERS = { ...MEDIA_HEADERS, 'Content-Type': 'application/vnd.apple.mpegurl' }
const MP4_HEADERS = { ...MEDIA_HEADERS, 'Content-Type': 'video/mp4' }

/**
 * HLS with low-latency parts (RFC 8216bis): the multivariant playlist, the media playlists of the full and of the small
 * picture, and what they name.
 */
export function hlsRoutes(hub: Hub, visits: Visits): Hono<AppEnv> {
  const textOf = playlistTexts()
  const asked = (c: Context<AppEnv, '/:id/*'>): Asked => {
    const camera = cameraNamed(hub, c.req.param('id'))
    return { c, camera, asker: { viewer: c.req.raw.signal, visit: visits.passing(c, camera.id, 'hls') } }
  }
  const forHls = forViewers('hls')
  const app = new Hono<AppEnv>()
    .get('/:id/hls/index.m3u8', forHls, c => multivariant(asked(c)))
    .get('/:id/hls/short.m3u8', forHls, c => multivariant(asked(c), 'short/'))
  for (const [folder, of] of FOLDERS) {
    const media = (c: Context<AppEnv, '/:id/*'>) => of(asked(c))
    app
      .get(`/:id/hls/${folder}media.m3u8`, forHls, c => playlist(media(c), textOf))
      .get(`/:id/hls/${folder}:file{init-[0-9]{1,9}\\.mp4}`, forHls, c => init(media(c), c.req.param('file')))
      .get(`/:id/hls/${folder}:file{segment-[0-9]{1,15}\\.m4s}`, forHls, c => segment(media(c), c.req.param('file')))
      .get(`/:id/hls/${folder}:file{part-[0-9]{1,15}\\.m4s}`, forHls, c => part(media(c), c.req.param('file')))
  }
  return app
}

/** `folder` is where the full picture's media playlist is. */
async function multivariant({ c, camera, asker }: Asked, folder = ''): Promise<Response> {
  await waitFor(camera, camera, asker, () => playlistReady(camera.window))
  const full = fullVariant(camera)
  if (!full) throw unavailable(camera, asker)
  const variants = [{ ...full, uri: `${folder}${full.uri}` }, smallVariant(camera)].filter(
    variant => variant !== undefined,
  )
  const query = ticketQuery(c)
  const text = multivariantPlaylist(variants.map(variant => ({ ...variant, uri: `${variant.uri}${query}` })))
  countSent(c, camera, 'hls', text.length)
  return new Response(text, { headers: PLAYLIST_HEADERS })
}

async function playlist(asked: AskedMedia, textOf: ReturnType<typeof playlistTexts>): Promise<Response> {
  const { c, camera, asker, rendition, reports } = asked
  const { window } = rendition
  const { msn, part: index, skip } = deliveryDirectives(c)
  const id = wantedPart(c, window)
  if (msn !== undefined) refuseFarAhead(camera, msn)
  const has = () => (msn === undefined || window.has(msn, index)) && (id === undefined || id < window.nextPart)
  await waitFor(camera, rendition, asker, () => playlistReady(window) && has())
  const text = textOf(window, { skip, query: ticketQuery(c), reports: reports() })
  countSent(c, camera, 'hls', text.length)
  return new Response(text, { headers: PLAYLIST_HEADERS })
}

/** A ticket goes along in every URI: where it is needed, neither cookies nor headers travel. */
function ticketQuery(c: Context<AppEnv>): string {
  const { ticket } = c.get('visitor')
  return ticket === undefined ? '' : `?t=${ticket}`
}

function init({ c, camera, rendition }: AskedMedia, file: string): Response {
  const held = rendition.window.initNumbered(numberIn(file))
  if (!held) throw gone(file)
  countSent(c, camera, 'hls', held.bytes.length)
  return new Response(held.bytes, { headers: MP4_HEADERS })
}

function segment({ c, camera, rendition }: AskedMedia, file: string): Response {
  const held = rendition.window.segment(numberIn(file))
  if (!held?.done) throw gone(file)
  const length = held.parts.reduce((sum, one) => sum + one.bytes.length, 0)
  countSent(c, camera, 'hls', length)
  return new Response(partsInTurn(held.parts), { headers: { ...MP4_HEADERS, 'Content-Length': String(length) } })
}

async function part({ c, camera, asker, rendition }: AskedMedia, file: string): Promise<Response> {
  const id = numberIn(file)
  const { window, demands } = rendition
  // A hinted part is asked for before it is there (RFC 8216bis §4.4.5.3).
  if (window.isNextPart(id)) await waitFor(camera, rendition, asker, () => window.part(id) !== undefined)
  const held = window.part(id)
  if (!held) throw gone(file)
  for (const demand of demands) demand.touch('video')
  countSent(c, camera, 'hls', held.bytes.length)
  return new Response(held.bytes, { headers: MP4_HEADERS })
}

/** The parts of a segment as one body, without copying them into one buffer. */
function partsInTurn(parts: readonly HeldPart[]): ReadableStream<Uint8Array> {
  const left = parts.values()
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = left.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value.bytes)
    },
  })
}

function numberIn(file: string): number {
  return Number(/\d+/.exec(file)?.[0])
}

function gone(file: string): Problem {
  return new Problem(404, 'not_in_window', `${file} is not in the live window (any more); reload the playlist.`)
}

/** `_HLS_msn`, `_HLS_part` and `_HLS_skip` (RFC 8216bis §6.2.5). Throws Problem 400 when they are not what they should be. */
function deliveryDirectives(c: Context<AppEnv>): { msn: number | undefined; part: number | undefined; skip: boolean } {
  const msn = directive(c, '_HLS_msn')
  const index = directive(c, '_HLS_part')
  if (index !== undefined && msn === undefined)
    throw new Problem(400, 'bad_directive', '_HLS_part needs _HLS_msn beside it (RFC 8216bis §6.2.5.2).')
  const skip = c.req.query('_HLS_skip')
  return { msn, part: index, skip: skip === 'YES' || skip === 'v2' }
}

/**
 * `part`: the playlist is wanted as soon as it names the part with this id, as our own page asks for it: that goes on
 * counting over the ends of segments. Throws Problem 400 when such a part is not to come soon.
 */
function wantedPart(c: Context<AppEnv>, window: LiveWindow): number | undefined {
  const id = directive(c, 'part')
  const { nextPart } = window
  if (id === undefined || window.isNextPart(id) || id < nextPart) return id
  throw new Problem(400, 'bad_directive', `part ${id} is too far ahead: the next part is ${nextPart}.`)
}

function directive(c: Context<AppEnv>, name: string): number | undefined {
  const text = c.req.query(name)
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text))
    throw new Problem(400, 'bad_directive', `${name}: expected a whole number from 0 up, got "${text.slice(0, 40)}".`)
  return Number(text)
}

/** RFC 8216bis §6.2.5.2: more than two segments ahead of the last one is a mistake of the client. */
function refuseFarAhead(camera: Camera, msn: number): void {
  const { edge } = camera.window
  if (msn > edge + 2)
    throw new Problem(400, 'bad_directive', `_HLS_msn ${msn} is too far ahead: the live edge is at ${edge}.`)
}
