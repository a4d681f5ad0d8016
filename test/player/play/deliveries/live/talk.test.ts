import { expect, test } from 'vitest'
import { Pace } from '../../../../../src/player/play/deliveries/live/pace.ts'
import { LiveTalk } from '../../../../../src/player/play/deliveries/live/talk.ts'
import { Thrift } from '../../../../../src/player/play/deliveries/live/thrift.ts'

/** A talk with a server to which a round trip takes 80 ms; it gets what is said, and the time on `clock`. */
function begun(): { talk: LiveTalk; said: Record<string, unknown>[]; thrift: Thrift } {
  const thrift = new Thrift()
  const said: Record<string, unknown>[] = []
  const talk = new LiveTalk(
    {
      taker: { config: () => undefined, unit: (_, done) => done() },
      pace: new Pace(),
      quality: { wanted: 'full', thrift },
      say: message => void said.push({ ...message }),
    },
    0,
  )
  return { talk, said, thrift }
}

test('says nothing before the connection is open', () => {
  const { talk, said } = begun()
  talk.look(250)
  expect(said).toEqual([])
})

test.each([
  ['says that the line is thin', 0, 'saver'],
  ['says nothing of it where the connection was there before us', -100, 'full'],
])('what a server leaves out at first %s', (_, beganAt, quality) => {
  const { talk, thrift } = begun()
  talk.opened(beganAt + 80, beganAt)
  talk.heard('{"type":"skipped","camera":"front","pictures":21}', 90)
  expect(thrift.quality).toBe(quality)
  talk.heard('{"type":"skipped","camera":"front","pictures":21}', 200)
  expect(thrift.quality).toBe('saver')
})

test('lets more be under way once answers come soon, however long the connection took to open', () => {
  const { talk, said } = begun()
  talk.look(250)
  talk.opened(330)
  for (let now = 350; now < 5000; now += 50) {
    talk.look(now)
    const ping = said.filter(({ type }) => type === 'ping').at(-1)
    if (ping && Number(ping.at) + 80 <= now) talk.heard(JSON.stringify({ type: 'pong', at: ping.at, now }), now)
    talk.heard(unit(10_000, now), now)
  }
  const most = said.flatMap(message => (message.type === 'credit' ? [Number(message.most)] : []))
  expect(most.at(-1)).toBeGreaterThan(2 * (most[0] ?? 0))
})

/** A picture of so many bytes, as the server sends it. */
function unit(bytes: number, at: number): ArrayBuffer {
  const head = new TextEncoder().encode(JSON.stringify({ type: 'video', key: true, dts: at, pts: at, capturedAt: at }))
  const message = new Uint8Array(4 + head.length + bytes)
  new DataView(message.buffer).setUint32(0, head.length)
  message.set(head, 4)
  return message.buffer
}
