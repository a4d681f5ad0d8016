import type { Readable } from 'node:stream'
import type { CameraConfig } from '../../../config.ts'
import { MediaError } from '../../../media/error.ts'
import { FlvPacketReader } from '../../../media/flv/packetReader.ts'
import { describeAvcC } from '../../../media/h264/avcC.ts'
import { startChild } from '../../process/child.ts'
import { output } from '../../process/output.ts'
import type { Source } from '../../sources/source.ts'
import { captureArgs } from '../args.ts'
import type { Ffmpeg } from '../ffmpeg.ts'
import { whyEnded } from '../whyEnded.ts'
import type { Encoder } from './encoder.ts'

const MOST_MS = 10_000
const FRAMES = 10

/** What is to be encoded. */
export type Trial = Pick<Source, 'size' | 'frameRate'> & { readonly camera: CameraConfig }

/**
 * The command line of a capture that encodes ten frames of a test picture, like those that are to come, and ends. It
 * differs from the capture's own in nothing but the input.
 */
export function trialArgs(encoder: Encoder, { camera, frameRate, ...trial }: Trial, ffmpeg: Ffmpeg): string[] {
  const size = sizeOf(trial)
  const graph = `testsrc2=size=${size.width}x${size.height}:rate=${frameRate ?? 30}`
  const source: Source = {
    kind: 'test',
    label: 'a trial',
    input: ['-t', String(FRAMES / (frameRate ?? 30)), '-f', 'lavfi', '-i', graph],
    video: 'other',
    audio: 'none',
    size,
    ...(frameRate !== undefined && { frameRate }),
  }
  return captureArgs(source, { wanted: new Set(['video']), passthrough: false, camera, ffmpeg, encoder })
}

// An encode makes odd sizes even.
function sizeOf({ size = { width: 1280, height: 720 } }: Pick<Trial, 'size'>) {
  return { width: size.width & ~1, height: size.height & ~1 }
}

/**
 * Encodes ten frames by `encoder` and looks at what comes. Resolves with why it can't be used, as a sentence, or undefined
 * when it can: H.264 of that size came, described, with a keyframe first and no B-frames. Rejects when `signal` aborts.
 */
export async function tryEncoder(
  encoder: Encoder,
  trial: Trial,
  ffmpeg: Ffmpeg,
  signal?: AbortSignal,
): Promise<string | undefined> {
  signal?.throwIfAborted()
  const child = startChild(ffmpeg.path, trialArgs(encoder, trial, ffmpeg), { outputs: 1 })
  const stop = () => void child.stop()
  let late = false
  const timer = setTimeout(() => {
    late = true
    stop()
  }, MOST_MS)
  signal?.addEventListener('abort', stop)
  try {
    const [wrong, exit] = await Promise.all([wrongWith(child.outputs[0], sizeOf(trial)), child.ended])
    signal?.throwIfAborted()
    if (late) return `It did not encode ${FRAMES} pictures within ${MOST_MS / 1000} seconds.`
    if (exit.exitCode === 0) return wrong
    const { code, reason } = whyEnded(exit)
    // It is the options that FFmpeg stumbles over first.
    if (code === 'ffmpeg_too_old' && !(await has(encoder, ffmpeg)))
      return `This FFmpeg lacks the encoder ${encoder.name}.`
    return reason
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

async function has({ name }: Encoder, { path }: Ffmpeg): Promise<boolean> {
  const { stdout } = await output(path, ['-hide_banner', '-encoders'], { seconds: 10 })
  return new RegExp(`^ *[A-Z.]+ +${name} `, 'm').test(stdout)
}

/** What a player, or the cut into parts, would not bear in this FLV. Reads it to its end. */
async function wrongWith(
  pipe: Readable | undefined,
  size: { readonly width: number; readonly height: number },
): Promise<string | undefined> {
  const flv = new FlvPacketReader()
  let wrong: string | undefined
  let described = false
  let frames = 0
  for await (const chunk of pipe ?? []) {
    try {
      for (const packet of flv.push(chunk)) {
        if (packet.kind === 'videoConfig') {
          const { width, height } = describeAvcC(packet.avcC)
          described = true
          if (width !== size.width || height !== size.height)
            wrong ??= `It makes pictures of ${width}x${height} out of such of ${size.width}x${size.height}.`
        }
        if (packet.kind !== 'video') continue
        if (!described) wrong ??= 'Its H.264 begins without parameter sets.'
        if (frames === 0 && !packet.keyframe) wrong ??= 'Its H.264 begins without a keyframe.'
        if (packet.cts !== 0) wrong ??= 'Its H.264 has B-frames.'
        frames++
      }
    } catch (error) {
      if (!(error instanceof MediaError)) throw error
      wrong ??= error.message
    }
  }
  return wrong ?? (frames === 0 ? 'It gave no picture.' : undefined)
}
