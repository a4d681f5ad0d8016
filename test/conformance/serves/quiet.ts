import { expect } from 'vitest'
import { eventually } from './eventually.ts'
import { guest, owner, problemIn } from './guest.ts'
import type { Promised } from './promise.ts'

/** Answers that are long in coming: Bun's own server, for one, hangs up after ten quiet seconds. */
export const quietPromises: readonly Promised[] = [
  {
    says: 'a reload of a camera that gives nothing is given up in time: 503, also after ten quiet seconds',
    async check(host) {
      const viewer = await guest(host, 'Patient')
      const response = await viewer.fetch('/cameras/dark/hls/media.m3u8')
      expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '2'])
      expect(await problemIn(response)).toMatch(/^camera_(lost|not_ready)$/)
    },
  },
  {
    says: 'stills: of a camera that gives nothing, 503 with the reason when the wait is over',
    async check(host) {
      const viewer = await guest(host, 'Waits')
      const response = await viewer.fetch('/cameras/dark/still.jpg?after=1&wait=12')
      expect([response.status, await problemIn(response)]).toEqual([503, 'camera_lost'])
    },
  },
  {
    says: 'live WebSocket: it stays open through twelve quiet seconds',
    async check(host) {
      const live = owner(host).connect('/cameras/dark/live')
      await eventually('the state is told', () => live.told.length > 0)
      const before = live.told.length
      await quiet(12)
      live.say({ type: 'ping', at: 7 })
      await eventually('it answers', () => live.told.slice(before).some(({ type, at }) => type === 'pong' && at === 7))
      expect([live.closed(), live.given]).toEqual([undefined, []])
      live.socket.close()
    },
  },
]

/** The one thing that nothing but time can show. */
function quiet(seconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, seconds * 1000))
}
