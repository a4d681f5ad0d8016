import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Encoder } from '../../../../src/agent/ffmpeg/encode/encoder.ts'
import { encoderChooser } from '../../../../src/agent/ffmpeg/encode/encoderChooser.ts'
import { type Trial, trialArgs, tryEncoder } from '../../../../src/agent/ffmpeg/encode/tryEncoder.ts'
import type { Ffmpeg } from '../../../../src/agent/ffmpeg/ffmpeg.ts'
import { findFfmpeg } from '../../../../src/agent/ffmpeg/find.ts'
import { fixtureFfmpeg } from '../../../support/ffmpeg.ts'
import { camera } from '../../given.ts'

const libx264: Encoder = { name: 'libx264' }
const trial: Trial = { camera: camera(), size: { width: 640, height: 360 }, frameRate: 30 }
let ffmpeg: Ffmpeg
let folder: string
beforeAll(async () => {
  ffmpeg = await findFfmpeg({ option: fixtureFfmpeg(), env: {} })
  folder = await mkdtemp(join(tmpdir(), 'tunnelcam-trial-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** An FFmpeg that runs the real one with other arguments, or does something else. */
async function pretend(script: string): Promise<Ffmpeg> {
  const path = join(folder, `${Math.random()}.sh`)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return { ...ffmpeg, path }
}

test('a trial is the command line of the capture, but for its input', () => {
  const given: Ffmpeg = { ...ffmpeg, has: { ...ffmpeg.has, fpsMode: true } }
  const encoder: Encoder = { name: 'h264_vaapi', device: '/dev/dri/renderD128' }
  expect(trialArgs(encoder, trial, given).join(' ')).toBe(
    '-nostdin -hide_banner -loglevel error -vaapi_device /dev/dri/renderD128 ' +
      '-t 0.3333333333333333 -f lavfi -i testsrc2=size=640x360:rate=30 ' +
      '-map 0:V:0 -fps_mode passthrough -enc_time_base 1:90000 -vf scale=out_range=tv,format=nv12,hwupload ' +
      '-c:v h264_vaapi -profile:v main -async_depth 1 -bsf:v extract_extradata -b:v 2000k -maxrate 2000k -bufsize 667k ' +
      '-g 60 -bf 0 -force_key_frames expr:gte(t,if(lt(n_forced,4),n_forced*0.25,n_forced-3)) ' +
      '-f flv -flvflags no_duration_filesize pipe:3',
  )
})

describe('libx264 encodes here', () => {
  test.each<[string, Partial<Trial>]>([
    ['a usual picture', {}],
    ['one of unknown size and rate', { size: undefined, frameRate: undefined }],
    ['one of odd size, which is made even', { size: { width: 641, height: 361 } }],
    ['one every ten seconds', { frameRate: 0.1 }],
  ])('%s', async (_, rest) => {
    expect(await tryEncoder(libx264, { ...trial, ...rest }, ffmpeg)).toBeUndefined()
  })
})

// On a machine that has the hardware these would work; what they say where it is missing was met on one without.
describe('an encoder that can’t be used is told by a sentence', () => {
  test.each<[Encoder, RegExp]>([
    [{ name: 'h264_vaapi', device: '/nowhere/renderD128' }, /No VA display found for device:? \/nowhere\/renderD128\./],
    [{ name: 'h264_videotoolbox' }, /This FFmpeg lacks the encoder h264_videotoolbox\./],
  ])('$name', async (encoder, sentence) => {
    if (process.platform === 'darwin') return
    expect(await tryEncoder(encoder, trial, ffmpeg)).toMatch(sentence)
  })

  test.each([
    ['that says nothing and gives nothing', 'exit 0', 'It gave no picture.'],
    ['that crashes', 'kill -SEGV $$', 'FFmpeg was ended by SIGSEGV.'],
    ['that gives what is no FLV', 'head -c 9999 /dev/zero >&3', /FLV/],
    [
      'whose pictures have another size',
      real('-c:v libx264 -s 320x180 -tune zerolatency'),
      'It makes pictures of 320x180 out of such of 640x360.',
    ],
    ['whose pictures come out of order', real('-c:v libx264 -bf 2'), 'Its H.264 has B-frames.'],
    ['that gives no H.264', real('-c:v flv'), /is not H\.264/],
  ])('one %s', async (_, script, sentence) => {
    expect(await tryEncoder(libx264, trial, await pretend(script))).toMatch(sentence)
  })

  function real(args: string): string {
    const picture = '-f lavfi -i testsrc2=size=640x360:rate=30:duration=0.4'
    return `exec ${fixtureFfmpeg()} -nostdin -v error ${picture} -pix_fmt yuv420p ${args} -f flv pipe:3`
  }

  test('one that hangs is given up, and none is left of it', async () => {
    const stop = new AbortController()
    const tried = tryEncoder(libx264, trial, await pretend('exec sleep 60'), stop.signal)
    stop.abort(new Error('over'))
    await expect(tried).rejects.toThrow('over')
  })

  test('an FFmpeg that is not there', async () => {
    expect(await tryEncoder(libx264, trial, { ...ffmpeg, path: '/nowhere/ffmpeg' })).toMatch(/could not be|not found/)
  })
})

describe('the choice', () => {
  test('falls back to libx264, with a sentence about each that was tried, and tries each only once', async () => {
    const never = new AbortController().signal
    const counted = await pretend(`echo >> ${folder}/tries; exec ${fixtureFfmpeg()} "$@"`)
    const choose = encoderChooser(never)
    const first = await choose('h264_videotoolbox', trial, counted)
    const again = await choose('h264_videotoolbox', trial, counted)
    expect(again).toEqual(first)
    expect(await readFile(join(folder, 'tries'), 'utf8')).toBe('\n\n') // the trial, and the look at its encoders
    if (process.platform === 'darwin') return
    expect(first).toEqual({
      encoder: { name: 'libx264' },
      failures: [{ name: 'h264_videotoolbox', reason: 'This FFmpeg lacks the encoder h264_videotoolbox.' }],
    })
  })

  test('takes what works', async () => {
    // Everything that is asked of it, this FFmpeg has libx264 do.
    const all =
      await pretend(`exec ${fixtureFfmpeg()} -nostdin -v error -f lavfi -i testsrc2=size=640x360:rate=30:duration=0.4 \\
      -pix_fmt yuv420p -c:v libx264 -tune zerolatency -f flv pipe:3`)
    const { encoder, failures } = await encoderChooser(new AbortController().signal)('h264_qsv', trial, all)
    expect({ encoder, failures }).toEqual({ encoder: { name: 'h264_qsv' }, failures: [] })
  })

  test('of libx264 needs no trial', async () => {
    const choose = encoderChooser(AbortSignal.abort())
    expect(await choose('libx264', trial, ffmpeg)).toEqual({ encoder: { name: 'libx264' }, failures: [] })
  })
})
