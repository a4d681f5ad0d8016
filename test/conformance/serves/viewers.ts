import { connect, type Socket } from 'node:net'
import { expect } from 'vitest'
import { eventually } from './eventually.ts'
import { guest, owner, problemIn } from './guest.ts'
import type { Host } from './host.ts'
import { partsOf } from './multipart.ts'
import type { Promised } from './promise.ts'

const STALLED = 20
/** What viewers who never read may cost together. A server that queued for them would hold 3 MB a second for each. */
const MOST_GROWTH = 100e6

/** Viewers who come, leave, stall, and are too many. */
export const viewerPromises: readonly Promised[] = [
  {
    says: 'viewers who leave are gone from who is watching',
    needs: 'leaving',
    async check(host) {
      const viewer = await guest(host, 'Leaves')
      const streams = ['stream.mjpg', 'stream.mjpg?fps=1'].map(path => viewer.fetch(`/cameras/front/${path}`))
      const bodies = (await Promise.all(streams)).map(({ body }) => body)
      const sockets = ['live', 'live?video=h264'].map(path => viewer.connect(`/cameras/front/${path}`))
      await eventually('all four watch', async () => (await viewer.present()) === 4)
      // A signal would be lost where the answer it belongs to is read by nobody: Node's fetch holds it weakly.
      for (const body of bodies) await body?.cancel()
      sockets[0]?.socket.close()
      sockets[1]?.socket.terminate()
      await eventually('none does', async () => (await viewer.present()) === 0)
    },
  },
  {
    says: 'live.mp4: who leaves is gone from who is watching',
    needs: 'leaving',
    async check(host) {
      const viewer = await guest(host, 'Leaves live.mp4')
      const { body } = await viewer.fetch('/cameras/front/live.mp4')
      await eventually('he watches', async () => (await viewer.present()) === 1)
      await body?.cancel()
      await eventually('he does not', async () => (await viewer.present()) === 0)
    },
  },
  {
    says: `${STALLED} viewers who never read hold up nobody`,
    async check(host) {
      const stalled = stall(host)
      const good = await guest(host, 'Reads')
      let pictures = 0
      for await (const _ of partsOf(await good.fetch('/cameras/large/stream.mjpg'))) if (++pictures === 60) break
      for (const socket of stalled) socket.destroy()
      expect(pictures).toBe(60) // before his minute was over
    },
  },
  {
    says: 'viewers who never read cost little memory',
    needs: 'memory',
    async check(host) {
      const before = await memoryOf(host)
      const stalled = stall(host)
      let most = before
      const end = performance.now() + 6000
      await eventually('they have stalled for six seconds', async () => {
        most = Math.max(most, await memoryOf(host))
        return performance.now() > end
      })
      for (const socket of stalled) socket.destroy()
      expect(most - before).toBeLessThan(MOST_GROWTH)
    },
  },
  {
    says: 'more viewers by one link than may are refused: 503, and the others go on',
    async check(host) {
      const viewer = await guest(host, 'Crowd')
      const leaving = new AbortController()
      const { signal } = leaving
      const answers = []
      for (let i = 0; i < VIEWERS_PER_LINK + 1; i++)
        answers.push(await viewer.fetch('/cameras/front/stream.mjpg', { signal }))
      expect(answers.map(({ status }) => status)).toEqual([...Array(VIEWERS_PER_LINK).fill(200), 503])
      const refused = answers.at(-1)
      expect(refused && (await problemIn(refused))).toBe('too_many_viewers')
      const first = answers[0]
      for await (const { headers } of first ? partsOf(first) : []) if (headers.has('X-Tunnelcam-Sequence')) break
      leaving.abort()
    },
  },
]

/** What a host is started with. */
export const VIEWERS_PER_LINK = 6

function stall({ address, code }: Host): Socket[] {
  const { hostname, port, host } = new URL(address)
  return Array.from({ length: STALLED }, () => {
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined)
    socket.write(`GET /cameras/large/stream.mjpg HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${code}\r\n\r\n`)
    socket.pause()
    return socket
  })
}

async function memoryOf(host: Host): Promise<number> {
  const text = await (await owner(host).fetch('/metrics')).text()
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1])
}
