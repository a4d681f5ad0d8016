import { WSContext } from 'hono/ws'
import { describe, expect, test } from 'vitest'
import { Problem } from '../../../src/app/problem.ts'
import { publishSocket } from '../../../src/app/publish/publishSocket.ts'
import { jpegOf } from '../../support/sent.ts'
import { until } from '../../support/until.ts'
import { TINY_FLV } from '../serving.ts'
import { connected, publishing } from './publishing.ts'

const begin = (more: object = {}) => JSON.stringify({ type: 'begin', format: 'flv', ...more })

describe('a WebSocket that publishes a video', () => {
  test('is told how many bytes were taken, and takes the camera over once a reader could begin', async () => {
    const served = await publishing()
    const { socket, taken } = await connected(served)
    socket.send(begin())
    socket.send(TINY_FLV.subarray(0, 100))
    await until('the first piece was taken', () => taken() === 100)
    expect(served.intake.video).toBeUndefined()
    socket.send(TINY_FLV.subarray(100))
    await until('all was taken', () => taken() === TINY_FLV.length)
    expect(served.intake.video).toMatchObject({ format: 'flv', begun: true })
    expect(served.intake.absence(performance.now())).toBeUndefined()
  })

  test('may begin anew: the next video takes the place of the one before, and nobody is told of a take-over', async () => {
    const served = await publishing()
    const seen = await connected(served)
    seen.socket.send(begin())
    seen.socket.send(TINY_FLV)
    await until('the first was taken', () => seen.taken() === TINY_FLV.length)
    const first = served.intake.video
    seen.socket.send(begin())
    seen.socket.send(TINY_FLV)
    await until('the second was taken', () => seen.taken() === 2 * TINY_FLV.length)
    expect(served.intake.video).not.toBe(first)
    expect(served.intake.absence(performance.now())).toBeUndefined()
    expect(seen.closed).toBeUndefined()
  })

  test('may go on with pictures', async () => {
    const served = await publishing()
    const { socket, credits } = await connected(served)
    socket.send(begin())
    socket.send(TINY_FLV)
    socket.send(begin({ format: 'jpeg' }))
    socket.send(jpegOf())
    await until('the picture was taken', () => credits() === 3)
    expect(served.intake.video).toBeUndefined()
    expect(served.intake.newest).toBeDefined()
  })

  test('that goes on where another has taken over since does not take it back', async () => {
    const served = await publishing()
    const [first, second] = [await connected(served), await connected(served)]
    first.socket.send(begin({ by: 'one' }))
    first.socket.send(TINY_FLV)
    await until('the first publishes', () => first.taken() > 0)
    second.socket.send(begin({ by: 'two' }))
    second.socket.send(TINY_FLV)
    await until('the first is closed', () => first.closed !== undefined)
    expect(first.said.at(-1)).toEqual({
      type: 'end',
      code: 'taken_over',
      message: 'Another publisher has taken over this camera.',
    })
    const back = await connected(served)
    back.socket.send(begin({ by: 'one', resume: true }))
    await until('it is closed', () => back.closed !== undefined)
    expect(back.closed).toEqual({ code: 1008, reason: 'Another publisher has taken over this camera.' })
    expect(second.closed).toBeUndefined()
  })

  test('that goes on takes the place of its own dead connection', async () => {
    const served = await publishing()
    const first = await connected(served)
    first.socket.send(begin({ by: 'one' }))
    first.socket.send(TINY_FLV)
    await until('the first publishes', () => first.taken() > 0)
    const again = await connected(served)
    again.socket.send(begin({ by: 'one', resume: true }))
    again.socket.send(TINY_FLV)
    await until('the dead one is closed', () => first.closed !== undefined)
    expect(again.closed).toBeUndefined()
  })

  test.each<[string, string, string]>([
    [
      'an unknown container',
      '{"type":"begin","format":"avi"}',
      'begin.format: expected jpeg, matroska, mp4, flv or mpegts, got "avi".',
    ],
    ['none', '{"type":"begin"}', 'begin.format: expected jpeg, matroska, mp4, flv or mpegts, got undefined.'],
    ['no name', begin({ by: 'a b' }), 'begin.by: expected 1 to 40 letters and digits, got "a b".'],
    [
      'a name of its prototype',
      '{"type":"begin","format":"toString"}',
      'begin.format: expected jpeg, matroska, mp4, flv or mpegts, got "toString".',
    ],
    [
      'to go on as nobody',
      begin({ resume: true }),
      'begin.resume: expected true or false, true only with begin.by, got true.',
    ],
  ])('that begins with %s is closed', async (_, message, reason) => {
    const seen = await connected(await publishing())
    seen.socket.send(message)
    await until('it is closed', () => seen.closed !== undefined)
    expect(seen.closed).toEqual({ code: 1008, reason })
  })

  test('that sends something else is closed, and disturbs nobody', async () => {
    const served = await publishing()
    const other = served.intake.connect(performance.now())
    const seen = await connected(served)
    seen.socket.send(begin())
    seen.socket.send(Buffer.from('hello, I am text'))
    await until('it is closed', () => seen.closed !== undefined)
    expect(seen.closed).toEqual({ code: 1007, reason: 'What comes is not FLV.' })
    expect(other.replaced.aborted).toBe(false)
    expect(served.errors).toEqual([])
  })

  test('that floods is closed', async () => {
    const seen = await connected(await publishing())
    for (let sent = 0; sent < 5000; sent++) seen.socket.send('{"type":"ping","at":1}')
    await until('it is closed', () => seen.closed !== undefined)
    expect(seen.closed).toEqual({ code: 1008, reason: 'At most 1000 messages a second.' })
  })

  test('is told when its camera is removed', async () => {
    const served = await publishing()
    const seen = await connected(served)
    served.hub.remove('b')
    await until('it is closed', () => seen.closed !== undefined)
    expect(seen.said.at(-1)).toEqual({ type: 'end', code: 'camera_not_found', message: 'Camera "b" was removed.' })
    expect(seen.closed).toEqual({ code: 1001, reason: 'Camera "b" was removed.' })
  })

  test('that may not begin after all is told why', () => {
    const told: unknown[] = []
    const socket = new WSContext({
      send: text => void told.push(JSON.parse(String(text))),
      close: (code, reason) => void told.push({ code, reason }),
      readyState: 1,
    })
    const { onOpen } = publishSocket(() => {
      throw new Problem(503, 'too_many', 'Too many publish.')
    })
    onOpen?.(new Event('open'), socket)
    expect(told).toEqual([
      { type: 'end', code: 'too_many', message: 'Too many publish.' },
      { code: 1013, reason: 'Too many publish.' },
    ])
  })
})
