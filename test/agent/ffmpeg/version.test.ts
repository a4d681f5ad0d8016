import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { atLeast, parseVersion } from '../../../src/agent/ffmpeg/version.ts'

const captured = (name: string) => readFileSync(new URL(`captured/${name}.txt`, import.meta.url), 'utf8')

test('Debian’s FFmpeg 5.1 has all that is needed', () =>
  expect(parseVersion(captured('version-5.1.9-debian'))).toEqual({
    version: '5.1.9-0+deb12u1',
    libavcodec: [59, 37],
    libx264: true,
    drawtext: true,
    stripped: false,
    resolvesNames: true,
  }))

test('the static build of 2018 has what is needed, but can’t look up names', () =>
  expect(parseVersion(captured('version-2018-static'))).toEqual({
    version: 'N-47683-g0e8eb07980-static',
    libavcodec: [58, 42],
    libx264: true,
    drawtext: true,
    stripped: false,
    resolvesNames: false,
  }))

const build = (first: string, configuration: string, libavcodec: string) =>
  `${first}\nbuilt with gcc 12\nconfiguration: ${configuration}\nlibavutil      58. 29.100 / 58. 29.100\nlibavcodec     ${libavcodec} / ${libavcodec}\n`

test.each([
  [
    'a git build',
    'ffmpeg version N-92722-gf22fcd4483',
    '--enable-libx264',
    '58. 42.100',
    { version: 'N-92722-gf22fcd4483', libx264: true },
  ],
  ['one without x264', 'ffmpeg version 7.1', '--enable-gpl', '61. 19.100', { libx264: false }],
  [
    'one with parts left out',
    'ffmpeg version 6.0',
    '--enable-libx264 --disable-everything',
    '60.  3.100',
    { stripped: true },
  ],
  [
    'one without some muxers',
    'ffmpeg version 6.0',
    '--enable-libx264 --disable-muxer=flv',
    '60.  3.100',
    { stripped: true },
  ],
  [
    'one whose drawtext lacks HarfBuzz',
    'ffmpeg version 7.0',
    '--enable-libfreetype',
    '61.  3.100',
    { drawtext: false },
  ],
  ['one with two-digit parts', 'ffmpeg version 4.4.2-0ubuntu0.22.04.1', '', '58.134.100', { libavcodec: [58, 134] }],
])('reads %s', (_, first, configuration, libavcodec, expected) =>
  expect(parseVersion(build(first, configuration, libavcodec))).toMatchObject(expected),
)

test.each(['', 'bash: ffmpeg: command not found', 'avconv version 11', 'ffmpeg version 5.1\n'])(
  '%j is not FFmpeg',
  text => expect(parseVersion(text)).toBeUndefined(),
)

test.each([
  [[59, 37], 59, 37, true],
  [[59, 36], 59, 37, false],
  [[60, 3], 59, 37, true],
  [[58, 134], 59, 0, false],
] as const)('libavcodec %j is at least %i.%i: %j', (libavcodec, major, minor, expected) => {
  const version = parseVersion(build('ffmpeg version 1', '', `${libavcodec[0]}. ${libavcodec[1]}.100`))
  expect(version && atLeast(version, major, minor)).toBe(expected)
})
