import { expect } from 'vitest'
import { guest, owner } from './guest.ts'
import { boxesOf } from './hls.ts'
import { partsOf } from './multipart.ts'
import type { Promised } from './promise.ts'

/** MJPEG, stills and `live.mp4`. */
export const picturePromises: readonly Promised[] = [
  {
    says: 'MJPEG: whole pictures one after the other, each with its length and number',
    async check(host) {
      const viewer = await guest(host, 'Watches')
      const response = await viewer.fetch('/cameras/front/stream.mjpg')
      expect(response.headers.get('Content-Type')).toMatch(/^multipart\/x-mixed-replace; *boundary=/)
      expect(response.headers.get('Content-Length')).toBeNull()
      const seen: number[] = []
      for await (const { headers, body } of partsOf(response)) {
        expect([...body.subarray(0, 2)]).toEqual([0xff, 0xd8])
        seen.push(Number(headers.get('X-Tunnelcam-Sequence')))
        if (seen.length === 10) break
      }
      expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
      expect(seen).toHaveLength(10)
    },
  },
  {
    says: 'MJPEG: who asks for fewer pictures is given fewer',
    async check(host) {
      const viewer = await guest(host, 'Modest')
      const at: number[] = []
      for await (const _ of partsOf(await viewer.fetch('/cameras/front/stream.mjpg?fps=2'))) {
        at.push(performance.now())
        if (at.length === 5) break
      }
      const [first = 0, , , , fifth = 0] = at
      expect(fifth - first).toBeGreaterThan(1500) // where each would take 70 ms
    },
  },
  {
    says: 'stills: the newest picture with its number; ?after= waits for a newer one',
    async check(host) {
      const viewer = await guest(host, 'Stills')
      const still = await viewer.fetch('/cameras/front/still.jpg')
      const first = Number(still.headers.get('X-Tunnelcam-Sequence'))
      const bytes = new Uint8Array(await still.arrayBuffer())
      expect([still.status, [...bytes.subarray(0, 2)], bytes.length]).toEqual([
        200,
        [0xff, 0xd8],
        Number(still.headers.get('Content-Length')),
      ])
      expect(Number(still.headers.get('X-Tunnelcam-Age'))).toBeLessThan(5000)
      const next = await viewer.fetch(`/cameras/front/still.jpg?after=${first}&wait=10`)
      await next.arrayBuffer()
      expect(Number(next.headers.get('X-Tunnelcam-Sequence'))).toBeGreaterThan(first)
    },
  },
  {
    says: 'live.mp4: a head, then fragments as they are made',
    needs: 'mp4',
    async check(host) {
      const response = await owner(host).fetch('/cameras/front/live.mp4')
      expect([response.status, response.headers.get('Content-Length')]).toEqual([200, null])
      let bytes = Buffer.alloc(0)
      for await (const chunk of response.body ?? []) {
        bytes = Buffer.concat([bytes, chunk])
        if (boxesOf(bytes).filter(type => type === 'moof').length >= 5) break
      }
      expect(boxesOf(bytes).slice(0, 4)).toEqual(['ftyp', 'moov', 'moof', 'mdat'])
    },
  },
]
