import { afterEach, describe, expect, test } from 'vitest'
import { StillAddress } from '../../../../src/agent/feed/still/stillAddress.ts'
import { httpMjpegCamera } from '../../../support/httpMjpegCamera.ts'
import type { LoginScheme } from '../../../support/login.ts'
import { type StillCamera, type StillCameraOptions, stillCamera } from '../../../support/stillCamera.ts'

const endings: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0)) await end()
})

const signal = AbortSignal.timeout(60_000)
const given = async (options: StillCameraOptions = {}): Promise<StillCamera> => {
  const camera = await stillCamera(options)
  endings.push(() => camera.close())
  return camera
}

describe('a picture', () => {
  test('is the one that is there now', async () => {
    const camera = await given()
    const still = new StillAddress(camera.url)
    const first = await still.fetch(signal)
    expect(Buffer.from(first.bytes).equals(camera.picture())).toBe(true)
    expect(first.madeAt).toBeGreaterThan(Date.now() - 5000)
    camera.next()
    const second = await still.fetch(signal)
    expect(Buffer.from(second.bytes).equals(camera.picture())).toBe(true)
  })

  test.each([true, false])(
    'that is the same as before is no newer one (the server can say so: %s)',
    async conditional => {
      const camera = await given({ conditional })
      const still = new StillAddress(camera.url)
      const first = await still.fetch(signal)
      expect(await still.fetch(signal)).toBe(first)
      expect(camera.answered).toEqual([200, conditional ? 304 : 200])
    },
  )

  test.each<LoginScheme>(['basic', 'digest'])('is had with a password, by %s', async scheme => {
    const camera = await given({ login: "me:p@ss's /w?rd#1%&:", scheme })
    const still = new StillAddress(camera.urlWithLogin)
    await still.fetch(signal)
    await still.fetch(signal)
    expect(camera.answered).toEqual([401, 200, 200])
  })

  test('is had with a password whose escapes are no UTF-8: it is meant as it stands', async () => {
    const camera = await given({ login: 'me:100%ff', scheme: 'basic' })
    await new StillAddress(camera.url.replace('//', '//me:100%ff@')).fetch(signal)
    expect(camera.answered).toEqual([401, 200])
  })

  test('is had from where the camera sends one on to', async () => {
    const camera = await given()
    await new StillAddress(camera.url.replace('snapshot', 'moved')).fetch(signal)
    expect(camera.answered).toEqual([302, 200])
  })
})

describe('no picture', () => {
  test.each([
    [{ status: 404 }, 'not_found', 'The camera answers, but has no picture at this path (404 Not Found).'],
    [{ status: 403 }, 'forbidden', 'The camera refused access (403 Forbidden).'],
    [{ status: 503 }, 'server_error', 'The camera answered with an error (503).'],
    [
      { status: 200, type: 'text/html' },
      'not_picture',
      'What comes from this address is not a whole JPEG (text/html).',
    ],
    [
      { status: 200, type: 'image/jpeg', body: 'half' },
      'not_picture',
      'What comes from this address is not a whole JPEG (image/jpeg).',
    ],
  ])('for %j: %s', async (instead, code, message) => {
    const camera = await given()
    camera.answer(instead)
    await expect(new StillAddress(camera.url).fetch(signal)).rejects.toMatchObject({ code, message })
  })

  test('with the wrong password, which is in no message', async () => {
    const camera = await given({ login: 'me:right' })
    const refused = new StillAddress(camera.urlWithLogin.replace('right', 'wrong')).fetch(signal)
    await expect(refused).rejects.toMatchObject({ code: 'unauthorized', message: expect.not.stringContaining('wrong') })
  })

  test('from a camera that sends a stream: that is not waited for', async () => {
    const camera = await httpMjpegCamera()
    endings.push(() => camera.close())
    await expect(new StillAddress(camera.url).fetch(signal)).rejects.toMatchObject({
      code: 'not_picture',
      message: 'What comes from this address is a stream, not a single picture.',
    })
  })

  test.each([
    ['http://front.door.invalid/a.jpg', 'name_unknown'],
    ['http://127.0.0.1:2/a.jpg', 'connection_refused'],
  ])('from %s: %s', async (address, code) =>
    expect(new StillAddress(address).fetch(signal)).rejects.toMatchObject({ code }),
  )

  test('after the signal aborts', async () => {
    const reason = new Error('no longer wanted')
    await expect(new StillAddress('http://127.0.0.1/a.jpg').fetch(AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})
