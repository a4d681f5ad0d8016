import { expect } from 'vitest'
import { jpegOf } from '../../support/sent.ts'
import { eventually } from './eventually.ts'
import { guest, json, owner, problemIn } from './guest.ts'
import { partsOf } from './multipart.ts'
import type { Promised } from './promise.ts'

/** Requests and who may make them: access, limits, publishing, pages. */
export const requestPromises: readonly Promised[] = [
  {
    says: 'without a link, or with a wrong one: 401; what is the owner’s: 403',
    async check(host) {
      const bare = await fetch(`${host.address}/cameras/front/still.jpg`)
      expect([bare.status, await problemIn(bare)]).toEqual([401, 'access_needed'])
      const Authorization = `Bearer ${'0'.repeat(26)}`
      const wrong = await fetch(`${host.address}/cameras/front/still.jpg`, { headers: { Authorization } })
      expect([wrong.status, await problemIn(wrong)]).toEqual([401, 'wrong_code'])
      const viewer = await guest(host, 'Curious')
      expect((await viewer.fetch('/api/links')).status).toBe(403)
    },
  },
  {
    says: 'a code becomes a session in a cookie that no script reads',
    async check({ address, code }) {
      const login = await fetch(`${address}/login`, json({ code }))
      const cookie = login.headers.get('Set-Cookie') ?? ''
      expect([login.status, cookie]).toEqual([200, expect.stringMatching(/; HttpOnly/)])
      const me = await fetch(`${address}/api/me`, { headers: { Cookie: cookie.split(';')[0] ?? '' } })
      expect(await me.json()).toMatchObject({ me: { role: 'owner' } })
    },
  },
  {
    says: 'a link that is revoked ends its streams, and opens nothing more',
    async check(host) {
      const viewer = await guest(host, 'Revoked')
      const stream = await viewer.fetch('/cameras/front/stream.mjpg')
      const live = viewer.connect('/cameras/front/live')
      await eventually('it is told the state', () => live.told.length > 0)
      await viewer.revoke()
      for await (const _ of partsOf(stream)); // to its end
      await eventually('the socket is closed', () => live.closed() !== undefined)
      expect([live.closed()?.code, (await viewer.fetch('/cameras/front/still.jpg')).status]).toEqual([1008, 401])
    },
  },
  {
    says: 'a page of another site may ask for nothing',
    async check(host) {
      const headers = { Origin: 'https://evil.example' }
      const response = await owner(host).fetch('/api/cameras/front/ticket', { method: 'POST', headers })
      expect([response.status, await problemIn(response)]).toEqual([403, 'foreign_origin'])
    },
  },
  {
    says: 'a body that is too long, an unknown path and a wrong method are refused in words',
    async check(host) {
      const { fetch } = owner(host)
      const long = await fetch('/login', json({ code: 'x'.repeat(8000) }))
      expect([long.status, await problemIn(long)]).toEqual([413, 'too_large'])
      const nowhere = await fetch('/nowhere')
      expect([nowhere.status, await problemIn(nowhere)]).toEqual([404, 'not_found'])
      const method = await fetch('/healthz', { method: 'DELETE' })
      expect([method.status, method.headers.get('Allow')]).toEqual([405, expect.stringContaining('GET')])
      await method.arrayBuffer()
      const head = await fetch('/cameras/front/still.jpg', { method: 'HEAD' })
      expect([head.status, (await head.arrayBuffer()).byteLength]).toEqual([200, 0])
    },
  },
  {
    says: 'the pages are there, with what they load, and are asked for once',
    async check(host) {
      const { fetch } = owner(host)
      const page = await fetch('/cameras/front')
      expect(page.headers.get('Content-Security-Policy')).toContain("object-src 'none'")
      const [, script = ''] = /<script[^>]* src="([^"]+)"/.exec(await page.text()) ?? []
      const path = new URL(script, `${host.address}/cameras/front`).pathname
      const loaded = await fetch(path, { headers: { 'Accept-Encoding': 'gzip' } })
      expect(loaded.headers.get('Content-Type')).toContain('javascript')
      expect((await loaded.text()).length).toBeGreaterThan(1000)
      const etag = loaded.headers.get('ETag') ?? ''
      const again = await fetch(path, { headers: { 'If-None-Match': etag } })
      expect([etag === '', again.status]).toEqual([false, 304])
    },
  },
  {
    says: 'publishing: a JPEG that is sent is the next still; what is none is refused',
    needs: 'publish',
    async check(host) {
      const sender = await guest(host, 'Sends', 'publisher')
      const post = (body: Uint8Array<ArrayBuffer>, type = 'image/jpeg') =>
        sender.fetch('/cameras/phone/publish', { method: 'POST', body, headers: { 'Content-Type': type } })
      expect((await post(jpegOf())).status).toBe(204)
      const still = await owner(host).fetch('/cameras/phone/still.jpg')
      expect(new Uint8Array(await still.arrayBuffer())).toEqual(jpegOf())
      expect((await post(new Uint8Array(1000))).status).toBe(400)
      expect((await post(new Uint8Array(1000), 'text/plain')).status).toBe(415)
      expect((await sender.fetch('/cameras/phone/still.jpg')).status).toBe(403)
    },
  },
  {
    says: 'publishing: pictures come in one long POST, for as long as it lasts',
    needs: 'publish',
    async check(host) {
      const sender = await guest(host, 'Streams', 'publisher')
      const jpeg = jpegOf()
      const head = `--x\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`
      let done = false
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          if (done) return controller.close()
          controller.enqueue(Buffer.concat([Buffer.from(head), jpeg, Buffer.from('\r\n')]))
          await new Promise(resolve => setTimeout(resolve, 50))
        },
      })
      const headers = { 'Content-Type': 'multipart/x-mixed-replace; boundary=x' }
      const posting = sender.fetch('/cameras/long/publish', { method: 'POST', body, headers, duplex: 'half' })
      const seen: number[] = []
      for await (const { headers } of partsOf(await owner(host).fetch('/cameras/long/stream.mjpg'))) {
        seen.push(Number(headers.get('X-Tunnelcam-Sequence')))
        if (seen.length === 5) break
      }
      done = true
      const answer = await posting
      expect([answer.status, await answer.json()]).toEqual([200, { taken: expect.any(Number), broken: 0 }])
    },
  },
]
