import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { envelope } from '../../../src/media/wire.ts'
import { jpegOf } from '../../support/sent.ts'
import { until } from '../../support/until.ts'
import { connected, publishing } from './publishing.ts'

const jpeg = jpegOf()

describe('a WebSocket that publishes', () => {
  test('is told how the camera is, and gets a credit for each picture that was taken', async () => {
    const served = await publishing()
    const { socket, said, credits } = await connected(served)
    await until('it may begin', () => credits() === 2)
    expect(said[0]).toMatchObject({ type: 'state', state: { kind: 'idle' } })
    socket.send(jpeg)
    await until('it may send one more', () => credits() === 3)
    expect(served.intake.newest?.draft.jpeg).toEqual(jpeg)
    served.camera.setState({ kind: 'live' })
    await until('it is told', () => said.at(-1)?.state?.kind === 'live')
    expect(served.access.watching.list(Date.now())).toMatchObject([{ camera: 'b', output: 'publish' }])
    expect(served.access.audit.entries[0]).toMatchObject({ detail: 'Somebody publishes to b by "Detector".' })
  })

  test('may send what the live WebSocket sends: a header with the time, and the JPEG', async () => {
    const served = await publishing()
    const { socket, credits } = await connected(served)
    const capturedAt = Date.now() - 300
    socket.send(envelope({ type: 'jpeg', capturedAt }, jpeg))
    await until('it was taken', () => credits() === 3)
    expect(served.intake.newest).toMatchObject({ capturedAt, width: 64 })
  })

  test('is answered a ping with our clock', async () => {
    const { socket, said } = await connected(await publishing())
    socket.send('{"type":"ping","at":7}')
    await until('it is answered', () => said.some(({ type }) => type === 'pong'))
    expect(said.at(-1)).toEqual({ type: 'pong', at: 7, now: expect.any(Number), viewers: 0 })
  })

  test.each<[string, Uint8Array]>([
    ['no JPEG', Buffer.from('hello')],
    ['nothing', Buffer.alloc(0)],
    ['half a JPEG', jpeg.subarray(0, 300)],
    ['a header without an end', Uint8Array.of(0, 0, 4, 0, 0x7b)],
    ['a header that is no JSON', Uint8Array.of(0, 0, 0, 1, 0x7b, 1, 2)],
  ])('that sends %s is told, takes nothing over, and may go on', async (_, bytes) => {
    const served = await publishing()
    const other = served.intake.connect(performance.now())
    const { socket, said, credits } = await connected(served)
    socket.send(bytes)
    await until('it may go on', () => credits() === 3)
    expect(said.at(-2)).toMatchObject({ type: 'refused', code: 'bad_picture' })
    expect(other.replaced.aborted).toBe(false)
    socket.send(jpeg)
    await until('the picture was taken', () => credits() === 4)
    expect(other.replaced.aborted).toBe(true)
  })

  test.each<[string, string | Uint8Array, number, string]>([
    ['what is no JSON', 'hello', 1007, 'A message was no JSON.'],
    ['credits', '{"type":"credit","count":1}', 1008, 'type: expected begin or ping, got "credit".'],
    ['what is too large', new Uint8Array((16 << 20) + 5000), 1009, ''],
  ])('that sends %s is closed', async (_, message, code, reason) => {
    const served = await publishing()
    const seen = await connected(served)
    seen.socket.send(message)
    await until('it is closed', () => seen.closed !== undefined)
    expect(seen.closed).toEqual({ code, reason })
    await until('it is not listed any more', () => served.access.watching.list(Date.now()).length === 0)
    expect(served.errors).toEqual([])
  })

  test('that another takes over from is told why it is closed', async () => {
    const served = await publishing()
    const [first, second] = [await connected(served), await connected(served)]
    first.socket.send(jpeg)
    await until('the first publishes', () => first.credits() === 3)
    second.socket.send(jpeg)
    await until('the first is closed', () => first.closed !== undefined)
    expect(first.closed).toEqual({ code: 1008, reason: 'Another publisher has taken over this camera.' })
    expect(second.socket.readyState).toBe(WebSocket.OPEN)
  })

  test('is closed when its link is revoked', async () => {
    const served = await publishing()
    const seen = await connected(served)
    await served.access.revoke(served.share.link.id)
    await until('it is closed', () => seen.closed !== undefined, 3000)
    expect(seen.closed).toEqual({ code: 1008, reason: 'The link that allowed this has ended.' })
  })

  test('that hangs up has left', async () => {
    const served = await publishing()
    const { socket, credits } = await connected(served)
    socket.send(jpeg)
    await until('it publishes', () => credits() === 3)
    socket.terminate()
    await until('it has left', () => served.intake.absence(performance.now() + 2001) === 'left')
    expect(served.access.watching.list(Date.now())).toEqual([])
  })
})
