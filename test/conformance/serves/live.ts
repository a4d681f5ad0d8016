import { expect } from 'vitest'
import { eventually } from './eventually.ts'
import { guest, type Listener, owner } from './guest.ts'
import type { Promised } from './promise.ts'

const PATH = '/cameras/front/live'

/** The live WebSocket, as docs/live-websocket.md has it. */
export const livePromises: readonly Promised[] = [
  {
    says: 'live WebSocket: the state, then a picture for each credit and not one more',
    async check(host) {
      const live = owner(host).connect(PATH)
      await eventually('the state is told', () => live.told.some(({ type }) => type === 'state'))
      live.say({ type: 'credit', count: 2 })
      await eventually('two pictures came', () => live.given.length === 2)
      await picturesLater(host, 5)
      await pong(live)
      expect(live.given.map(({ header }) => header.type)).toEqual(['jpeg', 'jpeg'])
      live.say({ type: 'credit', count: 1 })
      await eventually('the third came', () => live.given.length === 3)
      const [, second = 0, third = 0] = live.given.map(({ header }) => Number(header.sequence))
      expect(third - second).toBeGreaterThan(4) // the newest, not the next
      live.socket.close(1000)
      await eventually('it is closed', () => live.closed() !== undefined)
      expect(live.closed()?.code).toBe(1000)
    },
  },
  {
    says: 'live WebSocket: H.264 picture by picture, a keyframe first, and on with credits',
    async check(host) {
      const live = owner(host).connect(`${PATH}?video=h264`)
      await eventually('it begins', () => live.given.length > 1)
      expect(live.given.slice(0, 2).map(({ header }) => [header.type, header.key])).toEqual([
        ['config', undefined],
        ['video', true],
      ])
      expect(live.given[0]?.header.codec).toMatch(/^avc1\./)
      const before = live.given.length
      live.say({ type: 'credit', count: 60 })
      await eventually('it goes on', () => live.given.length >= before + 20)
      live.socket.close()
    },
  },
  {
    says: 'live WebSocket: what is not understood closes it, with the reason',
    async check(host) {
      const sent: [string | Uint8Array, number][] = [
        ['what?', 1007],
        [new Uint8Array(3), 1003],
        ['{"type":"credit","count":1000}', 1008],
        ['{"type":"dance"}', 1008],
        [`"${'x'.repeat(2000)}"`, 1009],
        [`"${'x'.repeat(40_000)}"`, 1009],
      ]
      const codes = await Promise.all(
        sent.map(async ([message]) => {
          const live = owner(host).connect(PATH)
          await eventually('it is open', () => live.told.length > 0)
          live.socket.send(message)
          await eventually('it is closed', () => live.closed() !== undefined)
          return live.closed()?.code
        }),
      )
      expect(codes).toEqual(sent.map(([, code]) => code))
    },
  },
  {
    says: 'live WebSocket: what can’t be opened is refused in words, before it opens',
    async check(host) {
      const { fetch } = owner(host)
      const asked: [string, number][] = [
        ['/cameras/nowhere/live', 404],
        [`${PATH}?video=av1`, 400],
      ]
      for (const [path, status] of asked) {
        const live = owner(host).connect(path)
        const answered = await new Promise(resolve =>
          live.socket.on('unexpected-response', (_, { statusCode }) => resolve(statusCode)),
        )
        expect([path, answered]).toEqual([path, status])
      }
      expect((await fetch(PATH)).status).toBe(426)
      const stranger = await guest({ ...host }, 'Stranger')
      await stranger.revoke()
      const live = stranger.connect(PATH)
      expect(
        await new Promise(resolve => live.socket.on('unexpected-response', (_, { statusCode }) => resolve(statusCode))),
      ).toBe(401)
    },
  },
]

/** Asks for a pong, and waits for it: what was to come before it has come. */
async function pong(live: Listener): Promise<void> {
  const at = live.told.length
  live.say({ type: 'ping', at })
  await eventually('it answers', () => live.told.some(message => message.type === 'pong' && message.at === at))
}

/** Resolves when the camera has given so many more pictures. */
async function picturesLater(host: Parameters<typeof owner>[0], count: number): Promise<void> {
  let sequence: string | null = null
  for (let i = 0; i <= count; i++) {
    const still = await owner(host).fetch(`/cameras/front/still.jpg${sequence ? `?after=${sequence}` : ''}`)
    sequence = still.headers.get('X-Tunnelcam-Sequence')
    await still.arrayBuffer()
  }
}
