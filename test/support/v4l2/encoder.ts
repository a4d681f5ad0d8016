import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cachedFile, fixtureFfmpeg, onPath, run } from '../ffmpeg.ts'

/** A pretend V4L2 encoder, and what a test can do to it. */
export interface PretendEncoder {
  /** What a program needs in its environment for its FFmpegs to see it. */
  readonly env: Readonly<Record<string, string>>
  /** It fails whatever it is asked for, from now on. */
  break(): void
  /** It takes pictures and gives none, from now on. */
  fallSilent(): void
  /** It gives no picture any more, and says so. */
  finish(): void
  close(): void
}

const source = fileURLToPath(new URL('encoder.c', import.meta.url))

/** Plugs in an encoder. Needs `needs('v4l2 encoder')`. Widths that are no multiple of 128 reach it askew, as with real ones. */
export function v4l2Encoder(): PretendEncoder {
  const root = mkdtempSync(join(tmpdir(), 'tunnelcam-encoder-'))
  mkdirSync(join(root, 'dev'))
  writeFileSync(join(root, 'dev/video11'), '')
  return {
    env: { LD_PRELOAD: library(), TUNNELCAM_TEST_ENCODER: root },
    break: () => writeFileSync(join(root, 'broken'), ''),
    fallSilent: () => writeFileSync(join(root, 'silent'), ''),
    finish: () => writeFileSync(join(root, 'ended'), ''),
    close: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** True when FFmpeg here can be shown a pretend encoder, else why not. */
export function v4l2EncoderAvailable(): true | string {
  if (process.platform !== 'linux') return `pretend V4L2 encoders need Linux, this is ${process.platform}`
  if (compiler() === undefined) return 'pretend V4L2 encoders need a C compiler (cc or gcc) on PATH'
  const ffmpeg = fixtureFfmpeg()
  const encoder = v4l2Encoder()
  const picture = ['-f', 'lavfi', '-i', 'color=s=256x144', '-frames:v', '1', '-pix_fmt', 'yuv420p']
  const args = ['-v', 'error', ...picture, '-c:v', 'h264_v4l2m2m', '-f', 'null', '-']
  const { status } = spawnSync(ffmpeg, args, { env: { ...process.env, ...encoder.env }, timeout: 10_000 })
  encoder.close()
  return status === 0 || `pretend V4L2 encoders need an FFmpeg with h264_v4l2m2m that is not static, ${ffmpeg} is none`
}

function library(): string {
  const cc = compiler()
  if (cc === undefined) throw new Error('no C compiler (cc or gcc) on PATH')
  return cachedFile(readFileSync(source, 'utf8'), 'so', path =>
    run(cc, ['-O2', '-shared', '-fPIC', '-o', path, source, '-ldl']),
  )
}

function compiler(): string | undefined {
  return onPath('cc') ?? onPath('gcc')
}
