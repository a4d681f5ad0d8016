import { expect } from 'vitest'
import { z } from 'zod'
import { check } from '../check.ts'
import { capture } from '../follow.ts'
import { allSegments } from '../history.ts'
import { parsePlaylist } from '../playlist.ts'
import { eventually } from './eventually.ts'
import { type Guest, guest, owner, problemIn } from './guest.ts'
import type { Promised } from './promise.ts'

/** How evenly and how soon pictures come is the camera's doing, and no host's: this one is of a test that is busy beside. */
const OF_THE_CAMERA = [
  ...['frame-rate-true', 'program-date-time', 'update-late'],
  ...['bandwidth-true', 'average-bandwidth-true'],
]
const MEDIA = '/cameras/front/hls/media.m3u8'

/** HLS with low-latency parts. */
export const hlsPromises: readonly Promised[] = [
  {
    says: 'playlists, parts and segments obey RFC 8216bis, as a low-latency player follows them',
    async check(host) {
      const ticket = await (await owner(host).fetch('/api/cameras/front/ticket', { method: 'POST' })).json()
      const { query } = z.object({ query: z.string() }).parse(ticket)
      const captured = await capture(`${host.address}/cameras/front/hls/index.m3u8?${query}`, 5)
      expect(captured.playlists.length).toBeGreaterThan(1)
      const broken = check(captured).filter(({ rule }) => !OF_THE_CAMERA.includes(rule))
      expect(broken.map(({ rule, message }) => `${rule}: ${message}`).join()).toBe('')
    },
  },
  {
    says: 'a reload that asks for what is not there yet waits for it',
    async check(host) {
      const viewer = await guest(host, 'Reloads')
      const before = await edgeOf(viewer, MEDIA)
      const after = await edgeOf(viewer, `${MEDIA}?_HLS_msn=${before.msn + 1}&_HLS_part=0`)
      expect(after.msn).toBeGreaterThan(before.msn)
    },
  },
  {
    says: 'a hinted part is sent when it is there',
    async check(host) {
      const viewer = await guest(host, 'Hinted')
      const playlist = await (await viewer.fetch(MEDIA)).text()
      const [, uri] = /#EXT-X-PRELOAD-HINT:TYPE=PART,URI="([^"]+)"/.exec(playlist) ?? []
      expect(uri).toBeDefined()
      const part = await viewer.fetch(`/cameras/front/hls/${uri}`)
      expect([part.status, part.headers.get('Content-Type')]).toEqual([200, 'video/mp4'])
      expect(boxesOf(new Uint8Array(await part.arrayBuffer()))).toContain('moof')
    },
  },
  {
    says: 'directives that can’t be are refused: 400',
    async check(host) {
      const viewer = await guest(host, 'Misspelled')
      await edgeOf(viewer, MEDIA)
      for (const query of ['_HLS_part=1', '_HLS_msn=soon', '_HLS_msn=999999999999999']) {
        const response = await viewer.fetch(`${MEDIA}?${query}`)
        expect([query, response.status, await problemIn(response)]).toEqual([query, 400, 'bad_directive'])
      }
    },
  },
  {
    says: 'a reload whose client leaves is waited for no more',
    async check(host) {
      const viewer = await guest(host, 'Impatient')
      const leaving = new AbortController()
      const holders = async () => camera.parse(await (await viewer.fetch('/api/cameras/left')).json()).camera.viewers
      viewer.fetch('/cameras/left/hls/media.m3u8', { signal: leaving.signal }).catch(() => undefined)
      await eventually('it waits', async () => (await holders()) > 0)
      leaving.abort()
      await eventually('it is let go', async () => (await holders()) === 0)
    },
  },
]

const camera = z.object({ camera: z.object({ viewers: z.number() }) })

/** The last segment that a media playlist names, whole or not. */
async function edgeOf(viewer: Guest, path: string): Promise<{ msn: number }> {
  const response = await viewer.fetch(path)
  expect(response.status).toBe(200)
  const last = allSegments(parsePlaylist(await response.text())).at(-1)
  if (!last) throw new Error('the playlist names no segment')
  return last
}

/** The types of the boxes at the top of an MP4, those that are whole. */
export function boxesOf(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const types: string[] = []
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at)
    if (size < 8 || at + size > bytes.length) break
    types.push(String.fromCharCode(...bytes.subarray(at + 4, at + 8)))
    at += size
  }
  return types
}
