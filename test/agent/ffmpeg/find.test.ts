import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ofFfmpegInstaller } from '../../../src/agent/ffmpeg/candidates.ts'
import { findFfmpeg } from '../../../src/agent/ffmpeg/find.ts'

let root: string
const says = (version: string, configuration: string, libavcodec: string) =>
  `echo "ffmpeg version ${version} Copyright"; echo "configuration: ${configuration}"; echo "libavcodec     ${libavcodec} / ${libavcodec}"`

/** A folder with a program `ffmpeg` that does what the shell script says. */
function folderWith(name: string, script: string): string {
  const folder = join(root, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'ffmpeg'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'ffmpeg'), 0o755)
  return folder
}

describe.skipIf(process.platform === 'win32')('findFfmpeg', () => {
  let good: string
  let old: string
  let poor: string
  let broken: string
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'tunnelcam-find-'))
    good = folderWith('good', says('6.0', '--enable-libx264', '60.  3.100'))
    old = folderWith('old', says('3.4.8', '--enable-libx264', '57.107.100'))
    poor = folderWith('poor', says('7.1', '--enable-libopenh264', '61. 19.100'))
    broken = folderWith('broken', 'echo "error while loading shared libraries: libx264.so.164" >&2; exit 127')
    mkdirSync(join(root, 'empty'))
  })
  afterAll(() => rmSync(root, { recursive: true }))

  test('takes the one that --ffmpeg names before all others', async () =>
    expect(
      await findFfmpeg({ option: join(good, 'ffmpeg'), env: { TUNNELCAM_FFMPEG: '/nowhere', PATH: poor } }),
    ).toEqual({
      path: join(good, 'ffmpeg'),
      version: '6.0',
      foundBy: 'option',
      has: {
        fpsMode: true,
        rtspTimeout: true,
        scriptOptions: true,
        resolvesNames: true,
        libx264: true,
        drawtext: false,
      },
    }))

  test('takes the one that TUNNELCAM_FFMPEG names before the one on PATH', async () =>
    expect(await findFfmpeg({ env: { TUNNELCAM_FFMPEG: join(good, 'ffmpeg'), PATH: poor } })).toMatchObject({
      foundBy: 'environment',
    }))

  test('looks a bare name up on PATH', async () =>
    expect(await findFfmpeg({ option: 'ffmpeg', env: { PATH: good } })).toMatchObject({ path: join(good, 'ffmpeg') }))

  test('takes the first on PATH', async () =>
    expect(await findFfmpeg({ env: { PATH: `${join(root, 'empty')}:${good}` } })).toMatchObject({
      path: join(good, 'ffmpeg'),
      foundBy: 'PATH',
    }))

  test.each([
    [
      'is missing',
      () => join(root, 'empty/ffmpeg'),
      'ffmpeg_missing',
      /^--ffmpeg .*There is no program at .*empty\/ffmpeg\.$/,
    ],
    ['is broken', () => join(broken, 'ffmpeg'), 'ffmpeg_broken', /does not run \(exit code 127\): error while loading/],
    ['is too old', () => join(old, 'ffmpeg'), 'ffmpeg_too_old', /FFmpeg 3\.4\.8, too old: 4\.0 or newer/],
    ['lacks x264', () => join(poor, 'ffmpeg'), 'ffmpeg_lacking', /FFmpeg 7\.1\) lacks the encoder libx264\.$/],
    ['is no program', () => root, 'ffmpeg_broken', /may not be run/],
    ['is another program', () => '/bin/true', 'ffmpeg_broken', /is not FFmpeg/],
  ])('one that is named and %s is an error, though a good one is on PATH', async (_, path, code, message) => {
    const found = findFfmpeg({ option: path(), env: { PATH: good } })
    await expect(found).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
  })

  test('passes one on PATH by that does not serve', async () => {
    const installed = await ofFfmpegInstaller()
    const found = findFfmpeg({ env: { PATH: poor } })
    if (installed === undefined) return expect(found).rejects.toMatchObject({ code: 'ffmpeg_lacking' })
    expect((await found).path).not.toBe(join(poor, 'ffmpeg'))
  })

  test('asks a build that leaves parts out for what it has', async () => {
    const parts =
      'case "$*" in *-encoders) echo " V....D libx264  x"; echo " VFS..D mjpeg  x"; echo " A....D aac  x";; *-muxers) echo "  E flv  x";; *) '
    const stripped = folderWith(
      'stripped',
      `${parts} ${says('6.0', '--enable-libx264 --disable-muxers', '60.  3.100')};; esac`,
    )
    await expect(findFfmpeg({ option: join(stripped, 'ffmpeg'), env: {} })).rejects.toMatchObject({
      code: 'ffmpeg_lacking',
      message: expect.stringMatching(/lacks the muxer mpjpeg\.$/),
    })
  })
})
