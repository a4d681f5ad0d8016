import { describe, expect, test } from 'vitest'
import { jpegOf, sentPicture } from '../../support/sent.ts'
import { until } from '../../support/until.ts'
import { MULTIPART, part, publishing, slowPost } from './publishing.ts'

const JPEG = { 'Content-Type': 'image/jpeg' }
const jpeg = jpegOf()

type Served = Awaited<ReturnType<typeof publishing>>

async function post(
  { server, bearer }: Served,
  body: string | Uint8Array<ArrayBuffer>,
  headers: object,
  path = '/cameras/b/publish',
) {
  const response = await fetch(`${server.url}${path}`, { method: 'POST', body, headers: { ...bearer, ...headers } })
  const text = await response.text()
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
}

describe('a JPEG by itself', () => {
  test('is taken, and answered with nothing', async () => {
    const served = await publishing()
    expect(await post(served, jpeg, JPEG)).toEqual({ status: 204, json: undefined })
    expect(served.intake.newest).toMatchObject({ width: 64, height: 48 })
    expect(served.intake.newest?.draft.jpeg).toEqual(jpeg)
  })

  test('may come in chunks, without its length', async () => {
    const served = await publishing()
    const wire = slowPost(served.server.port, '/cameras/b/publish', { ...served.bearer, ...JPEG })
    for (const byte of [jpeg.subarray(0, 1), jpeg.subarray(1, 500), jpeg.subarray(500)]) wire.send(byte)
    wire.finish()
    await until('it is answered', () => wire.answer.startsWith('HTTP/1.1 204 '))
    expect(served.intake.newest?.draft.jpeg).toEqual(jpeg)
  })

  test.each(['X-Tunnelcam-Captured-At', 'X-Timestamp'])('may tell by %s when it was taken', async name => {
    const served = await publishing()
    const at = Date.now() - 400
    await post(served, jpeg, { ...JPEG, [name]: name === 'X-Timestamp' ? String(at / 1000) : String(at) })
    expect(served.intake.newest?.capturedAt).toBe(at)
  })

  test('is taken by a ticket in the address too', async () => {
    const served = await publishing()
    const entry = await served.access.byCode(served.share.code)
    if (entry.kind !== 'pass') throw new Error(entry.kind)
    const ticket = await served.access.ticket(entry.pass, '0')
    const address = `${served.server.url}/cameras/b/publish?t=${ticket}`
    expect((await fetch(address, { method: 'POST', body: jpeg, headers: JPEG })).status).toBe(204)
    const still = `${served.server.url}/cameras/b/still.jpg?t=${ticket}`
    expect((await fetch(still)).status).toBe(403)
  })

  test('is refused while a connection publishes, and taken when that is over', async () => {
    const served = await publishing()
    const publisher = served.intake.connect(performance.now())
    publisher.picture(sentPicture(), performance.now())
    expect(await post(served, jpeg, JPEG)).toMatchObject({ status: 409, json: { error: { code: 'busy' } } })
    publisher.end(performance.now())
    expect(await post(served, jpeg, JPEG)).toMatchObject({ status: 204 })
  })
})

const huge = new Uint8Array((16 << 20) + 1)
const wide = jpeg.slice()
const frame = Buffer.from(wide).indexOf(Buffer.from([0xff, 0xc0]))
wide.set([0x40, 0x00], frame + 7)

describe('what is wrong is told in words, and disturbs nobody', () => {
  test.each<[string, string, object, string | Uint8Array<ArrayBuffer>, number, string]>([
    ['no type', 'b', {}, jpeg, 415, 'unknown_type'],
    [
      'what curl sends by itself',
      'b',
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      jpeg,
      415,
      'unknown_type',
    ],
    ['a PNG', 'b', { 'Content-Type': 'image/png' }, jpeg, 415, 'unknown_type'],
    ['JSON', 'b', { 'Content-Type': 'application/json' }, '{}', 415, 'unknown_type'],
    ['no JPEG', 'b', JPEG, 'hello', 400, 'bad_picture'],
    ['nothing', 'b', JPEG, '', 400, 'bad_picture'],
    ['half a JPEG', 'b', JPEG, jpeg.slice(0, 300), 400, 'bad_picture'],
    ['a JPEG that says it is 16384 wide', 'b', JPEG, wide, 400, 'bad_picture'],
    ['a JPEG that is too large', 'b', JPEG, huge, 413, 'too_large'],
    ['no parts', 'b', MULTIPART, 'hello\r\n', 400, 'multipart'],
    ['parts of another kind', 'b', MULTIPART, '--a\r\nContent-Type: text/plain\r\n\r\nhello', 415, 'part_type'],
    ['a part that is too large', 'b', MULTIPART, '--a\r\nContent-Length: 99999999\r\n\r\n', 413, 'too_large'],
    ['another camera', 'c', JPEG, jpeg, 403, 'not_allowed'],
    ['a camera that there is not', 'nowhere', JPEG, jpeg, 403, 'not_allowed'],
  ])('%s', async (_, id, headers, body, status, code) => {
    const served = await publishing()
    const publisher = served.intake.connect(performance.now())
    publisher.picture(sentPicture(), performance.now())
    const answer = await post(served, body, headers, `/cameras/${id}/publish`)
    expect(answer).toEqual({ status, json: { error: { code, message: expect.stringMatching(/^[A-Z].{10,}\.$/) } } })
    expect(publisher.replaced.aborted).toBe(false)
    expect(publisher.picture(sentPicture(), performance.now())).toBe(true)
    expect(served.errors).toEqual([])
  })

  test.each<[string, string, number, string]>([
    ['a camera with another source', 'front', 409, 'not_published'],
    ['a camera that there is not', 'nowhere', 404, 'camera_not_found'],
  ])('%s is told to the owner', async (_, id, status, code) => {
    const served = await publishing()
    const owner = { Authorization: `Bearer ${served.owner}` }
    const answer = await post(served, jpeg, { ...JPEG, ...owner }, `/cameras/${id}/publish`)
    expect(answer).toMatchObject({ status, json: { error: { code } } })
  })

  test('a viewer may not publish', async () => {
    const served = await publishing()
    const { code } = await served.access.share({ name: 'Viewer', cameras: 'all' })
    expect(await post(served, jpeg, { ...JPEG, Authorization: `Bearer ${code}` })).toMatchObject({ status: 403 })
  })
})

describe('a body of many JPEGs', () => {
  const begin = (served: Served) =>
    slowPost(served.server.port, '/cameras/b/publish', { ...served.bearer, ...MULTIPART })

  test('gives each picture as it comes, and is answered with their number at its end', async () => {
    const served = await publishing()
    const wire = begin(served)
    const seen: number[] = []
    served.intake.subscribe(({ capturedAt }) => seen.push(capturedAt), performance.now())
    for (const count of [1, 2, 3]) {
      wire.send(part(jpeg, `X-Timestamp: ${Date.now() / 1000 - count}\r\n`))
      await until('it is there', () => seen.length === count)
    }
    wire.send(part(jpeg.slice(0, 100)))
    wire.send('--frame--')
    wire.finish()
    await until('it is answered', () => wire.answer.includes('"taken"'))
    expect(wire.answer).toMatch(/^HTTP\/1.1 200 /)
    expect(wire.answer).toContain('{"taken":3,"broken":1}')
    expect(seen.map(at => Math.round((Date.now() - at) / 1000))).toEqual([1, 2, 3])
  })

  test('whose publisher comes back takes over from its own dead connection, which is told', async () => {
    const served = await publishing()
    const first = begin(served)
    first.send(part(jpeg))
    await until('the first publishes', () => served.intake.newest !== undefined)
    const second = begin(served)
    second.send('--frame\r\n')
    expect(first.answer).toBe('')
    second.send(part(jpeg).subarray(9))
    await until('the first is told', () => first.answer.includes('taken_over'))
    expect(first.answer).toMatch(/^HTTP\/1.1 409 /)
    await until('its connection is closed', () => first.closed)
    const before = served.intake.newest
    second.send(part(jpeg))
    await until('the second publishes', () => served.intake.newest !== before)
    expect([second.answer, served.errors]).toEqual(['', []])
  })

  test('whose publisher hangs up leaves nothing behind', async () => {
    const served = await publishing()
    const wire = begin(served)
    wire.send(part(jpeg))
    const listed = () => served.access.watching.list(Date.now())
    await until('it is listed', () => listed().length === 1)
    expect(listed()[0]).toMatchObject({ camera: 'b', output: 'publish', name: 'Detector' })
    wire.socket.destroy()
    await until('it is gone', () => listed().length === 0)
    expect(served.intake.absence(performance.now() + 2500)).toBe('left')
    expect(served.errors).toEqual([])
  })

  test('ends when its link is revoked, at once', async () => {
    const served = await publishing()
    const wire = begin(served)
    wire.send(part(jpeg))
    await until('it publishes', () => served.intake.newest !== undefined)
    await served.access.revoke(served.share.link.id)
    await until('it is told', () => wire.answer.startsWith('HTTP/1.1 401 '), 3000)
    await until('its connection is closed', () => wire.closed)
    expect(await post(served, jpeg, JPEG)).toMatchObject({ status: 401, json: { error: { code: 'revoked' } } })
  })

  test('ends when its camera is removed', async () => {
    const served = await publishing()
    const wire = begin(served)
    wire.send(part(jpeg))
    await until('it publishes', () => served.intake.newest !== undefined)
    served.hub.remove('b')
    await until('it is told', () => wire.answer.startsWith('HTTP/1.1 404 '), 3000)
  })

  test('does not count as a viewer', async () => {
    const served = await publishing()
    begin(served).send(part(jpeg))
    await until('it publishes', () => served.intake.newest !== undefined)
    expect([served.camera.state.kind, served.camera.demand.holders]).toEqual(['idle', 0])
  })
})
