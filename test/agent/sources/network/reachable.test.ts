import { expect, test } from 'vitest'
import type { Ffmpeg } from '../../../../src/agent/ffmpeg/ffmpeg.ts'
import { reachable } from '../../../../src/agent/sources/network/reachable.ts'

const has: Ffmpeg['has'] = {
  fpsMode: true,
  rtspTimeout: true,
  scriptOptions: true,
  resolvesNames: false,
  libx264: true,
  drawtext: true,
}
const without = { path: '/opt/ffmpeg', has }
const local = expect.stringMatching(/127\.0\.0\.1|\[::1\]/)

test('an FFmpeg that looks names up gets the address as it is', async () =>
  expect(await reachable('https://localhost/a', { ...without, has: { ...has, resolvesNames: true } })).toEqual({
    url: 'https://localhost/a',
  }))

test.each(['rtsp://10.0.0.7:554/a', 'rtsp://user:p@ss@10.0.0.7/a', 'https://192.168.1.2/a', 'http://[::1]:80/a'])(
  '%s needs no looking up',
  async source => expect(await reachable(source, without)).toEqual({ url: source }),
)

test('a name is replaced by its address, and kept for the Host header', async () => {
  const found = await reachable('http://user:p%40ss@localhost:8081/a?b=http://c:1/', without)
  expect(found).toEqual({ url: expect.any(String), host: 'localhost:8081', resolvedFrom: 'localhost' })
  expect(found.url).toEqual(local)
  expect(found.url).toMatch(/^http:\/\/user:p%40ss@(127\.0\.0\.1|\[::1\]):8081\/a\?b=http:\/\/c:1\/$/)
})

test.each(['rtsp://me:sec/ret@cam:554/1', 'http://me:se#cr@et@cam/1', 'rtsp://:?secret@cam/1'])(
  '%s is told to be written otherwise, not looked up by half its password',
  async source =>
    expect(reachable(source, without)).rejects.toMatchObject({
      code: 'password_unescaped',
      message: `The password in ${source.replace(/:[^/].*@/, ':***@')} has a /, ? or # in it.`,
      hint: 'In an address these are written %2F, %3F and %23.',
    }),
)

test.each([
  'http://10.0.0.7:80/mail@x',
  'rtsp://me:p@10.0.0.7/a?b=c@d',
  'http://10.0.0.7/a:b/c@d',
  'http://[::1]:80/a@b',
])('%s is no such password', async source => expect(await reachable(source, without)).toEqual({ url: source }))

test.each(['https://user:secret@front.door/a', 'rtsps://user:secret@front.door/a'])(
  '%s is refused without its password: certificates are for names',
  async source =>
    expect(reachable(source, without)).rejects.toMatchObject({
      code: 'ffmpeg_lacking',
      message: `The FFmpeg at /opt/ffmpeg can’t look up the name in ${source.replace('secret', '***')}.`,
    }),
)

test('a name that nobody knows is said', async () =>
  expect(reachable('rtsp://front.door.invalid/a', without)).rejects.toMatchObject({
    code: 'name_unknown',
    message: 'The host name front.door.invalid is not known.',
  }))
