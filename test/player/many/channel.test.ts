import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { envelope } from '../../../src/media/wire.ts'
import { Channel, type Looker } from '../../../src/player/many/channel.ts'
import { cameraOf, readTold } from '../../../src/player/many/messages.ts'

const jpeg = (sequence: number) =>
  envelope({ type: 'jpeg', camera: 'front', sequence, capturedAt: 1000 }, Uint8Array.of(0xff, 0xd8)).buffer

/** A channel, what it said, and somebody who looks and keeps what he sees. */
function given() {
  const said: object[] = []
  const channel = new Channel('front', { say: message => said.push(message), openMs: () => 20 })
  const looker = () => {
    const seen: unknown[] = []
    const dones: (() => void)[] = []
    const one: Looker = {
      line: isOpen => seen.push(isOpen),
      state: ({ kind }) => seen.push(kind),
      ended: ({ code }) => seen.push(code),
      picture({ sequence }, done) {
        seen.push(sequence)
        dones.push(done)
      },
    }
    return { ...one, one, seen, dones }
  }
  return { channel, said, looker }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const watch = { type: 'watch', camera: 'front', as: 'jpeg' }
const credit = { type: 'credit', camera: 'front', count: 1 }

test('two who look at one camera share what comes, and the next picture comes when both are done', () => {
  const { channel, said, looker } = given()
  const [one, two] = [looker(), looker()]
  channel.add(one.one, { fps: 2 })
  channel.add(two.one, { fps: 10, ticket: 'code' })
  expect(said).toEqual([
    { ...watch, credit: 1, fps: 2 },
    { ...watch, credit: 3, fps: 10, ticket: 'code' },
  ])
  channel.heard(jpeg(7), 0)
  one.dones[0]?.()
  expect(said.length).toBe(2)
  two.dones[0]?.()
  expect(said.slice(2)).toEqual([{ ...credit, count: expect.any(Number) }])
  channel.remove(two.one)
  expect(said.slice(3)).toEqual([{ ...watch, credit: 1, fps: 2 }])
  channel.remove(one.one)
  expect([said.at(-1), channel.isEmpty]).toEqual([{ type: 'unwatch', camera: 'front' }, true])
  expect([one.seen, two.seen]).toEqual([[7], [7]])
})

test('a connection that is there again is asked again; what it says of the camera is handed on', () => {
  const { channel, said, looker } = given()
  const one = looker()
  channel.add(one.one, {})
  channel.line(false)
  channel.line(true)
  channel.state({ kind: 'live', since: 1 }, false)
  channel.heard(envelope({ type: 'video', camera: 'front' }).buffer, 0) // which nobody asked for
  channel.ended({ code: 'revoked', message: 'Access by this link has ended.' })
  expect(said).toEqual([
    { ...watch, credit: 3 },
    { ...watch, credit: 3 },
  ])
  expect(one.seen).toEqual([false, true, 'live', 'revoked'])
})

test('a camera that was refused is asked for again once, however many look at it, until nobody does', () => {
  const { channel, said, looker } = given()
  const [one, two] = [looker(), looker()]
  channel.add(one.one, {})
  channel.add(two.one, {})
  for (let refusal = 1; refusal <= 2; refusal++) {
    said.length = 0
    channel.ended({ code: 'revoked', message: 'Access by this link has ended.' })
    vi.advanceTimersByTime(9_900)
    expect(said).toEqual([])
    vi.advanceTimersByTime(10_000)
    expect(said).toEqual([{ ...watch, credit: 3 }])
  }
  channel.ended({ code: 'revoked', message: 'Access by this link has ended.' })
  channel.line(false)
  expect(vi.getTimerCount()).toBe(0)
  channel.ended({ code: 'revoked', message: 'Access by this link has ended.' })
  channel.remove(one.one)
  channel.remove(two.one)
  expect(vi.getTimerCount()).toBe(0)
})

test('H.264 is asked for with what may be under way, and each picture tells how much has come', () => {
  const { channel, said } = given()
  const units: string[] = []
  const looker: Looker = {
    line: () => undefined,
    state: () => undefined,
    ended: () => undefined,
    config: ({ codec }) => units.push(codec),
    unit(unit, done) {
      units.push(unit.kind)
      done()
    },
  }
  channel.add(looker, { as: 'h264', ticket: 'code' })
  const asked = { ...watch, as: 'h264', ticket: 'code', quality: 'full', most: expect.any(Number) }
  const credits = { type: 'credit', camera: 'front', count: expect.any(Number), received: 0, most: expect.any(Number) }
  expect(said.slice(0, 2)).toEqual([asked, credits])
  const config = { type: 'config', camera: 'front', codec: 'avc1.42c01e', width: 64, height: 48, bytes: 1 }
  const picture = envelope(
    { type: 'video', camera: 'front', key: true, dts: 1, pts: 1, capturedAt: 1000 },
    Uint8Array.of(1),
  )
  channel.heard(envelope(config, Uint8Array.of(1)).buffer, 10)
  channel.heard(picture.buffer, 20)
  expect(units).toEqual(['avc1.42c01e', 'video'])
  expect(said).toContainEqual({ ...credits, count: 1, received: picture.length })
})

test('who asks anew says nothing more of the pictures of before, which may still be decoded', () => {
  const { channel, said, looker } = given()
  const dones: (() => void)[] = []
  channel.add({ ...looker().one, unit: (_, done) => dones.push(done) }, { as: 'h264' })
  const header = { type: 'video', camera: 'front', key: true, dts: 1, pts: 1, capturedAt: 1000 }
  for (let at = 0; at < 20; at++) channel.heard(envelope(header, Uint8Array.of(1)).buffer, at)
  const before = said.length
  dones[0]?.()
  expect(said.slice(before)).toEqual([expect.objectContaining({ type: 'credit', count: 1 })])
  channel.begin()
  const asked = said.length
  for (const done of dones.slice(1)) done()
  expect(said.slice(asked)).toEqual([])
})

test.each([
  ['{"type":"pong","at":1,"now":2}', undefined],
  [
    '{"type":"state","camera":"front","state":{"kind":"live","since":1}}',
    { type: 'state', camera: 'front', state: { kind: 'live', since: 1 }, repeats: false },
  ],
  [
    '{"type":"ended","camera":"front","code":"revoked","message":"Over."}',
    { type: 'ended', camera: 'front', ending: { code: 'revoked', message: 'Over.' } },
  ],
  ['{"type":"skipped","camera":"front","pictures":3}', { type: 'other', camera: 'front' }],
])('what is said in text: %s', (text, told) => expect(readTold(text)).toEqual(told))

test.each([
  ['of a camera', jpeg(1), 'front'],
  ['of none', envelope({ type: 'jpeg' }).buffer, undefined],
  ['too short', new ArrayBuffer(3), undefined],
])('the camera of a binary message: %s', (_, message, camera) => expect(cameraOf(message)).toBe(camera))
