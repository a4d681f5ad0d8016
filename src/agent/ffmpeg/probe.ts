import { sourceLabel } from '../../config/mask.ts'
import { AgentError } from '../error.ts'
import { output } from '../process/output.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import { notStarted, reasonFromLog } from './reason.ts'

/** What a stream or file has, as far as FFmpeg tells before reading on. */
export interface Probed {
  readonly video?: {
    /** FFmpeg's name: `h264`, `mjpeg`, `hevc`. */
    readonly codec: string
    /** `High`, `Constrained Baseline`, `High 10`, where told. */
    readonly profile?: string
    /** `yuv420p`, `yuvj422p`, where told. */
    readonly pixelFormat?: string
    readonly size?: { readonly width: number; readonly height: number }
    /** Frames per second. */
    readonly frameRate?: number
    /** Whether it is to be turned when shown. */
    readonly rotated: boolean
  }
  /** FFmpeg's name: `aac`, `pcm_mulaw`. */
  readonly audio?: { readonly codec: string }
}

/** How to look at an input. */
export interface ProbeOptions {
  /** How long it may take. */
  readonly seconds: number
  readonly signal: AbortSignal
  /** What FFmpeg is to find on fd 5. */
  readonly script?: string | Uint8Array | undefined
  /** What messages call the input; default: its last argument, without secrets. */
  readonly name?: string
}

/**
 * What is in an input, given as FFmpeg's arguments up to and including `-i …`. Throws AgentError with the reason when it
 * can't be opened.
 */
export async function probe(input: readonly string[], ffmpeg: Ffmpeg, options: ProbeOptions): Promise<Probed> {
  const { script, name = sourceLabel(input.at(-1) ?? '') } = options
  const run = await output(ffmpeg.path, ['-nostdin', '-hide_banner', ...input], { ...options, input: script })
  const probed = parseProbe(run.stderr)
  if (probed.video || probed.audio) return probed
  if (run.timedOut) throw new AgentError('timeout', `${name} did not answer within ${options.seconds} seconds.`)
  if (run.signal === 'SIGSEGV') {
    throw new AgentError('ffmpeg_broken', `FFmpeg at ${ffmpeg.path} crashed while it opened ${name}.`, {
      hint: 'Install a newer FFmpeg, or name one with --ffmpeg.',
    })
  }
  const { code, reason } = run.error ? notStarted(run.error) : reasonFromLog(run.stderr.split('\n'))
  throw new AgentError(code, `${name}: ${reason}`)
}

/** Reads what `ffmpeg -i` prints on stderr: the first video that is no cover picture, and the first audio. */
export function parseProbe(text: string): Probed {
  const lines = text.split('\n')
  const at = lines.findIndex(line => streamLine.exec(line)?.[1] === 'Video' && !line.includes('(attached pic)'))
  const audio = lines.map(line => streamLine.exec(line)).find(found => found?.[1] === 'Audio')?.[2]
  return {
    ...(at >= 0 && { video: videoOf(lines[at] ?? '', lines.slice(at + 1)) }),
    ...(audio && audio !== 'none' && { audio: { codec: audio } }),
  }
}

const streamLine = /^\s*Stream #\d+:\d+[^:]*: (Video|Audio): (\w+)(?: \(([A-Z][^)]*)\))?/

function videoOf(line: string, following: readonly string[]): NonNullable<Probed['video']> {
  const [, , codec = '', profile] = streamLine.exec(line) ?? []
  const pixelFormat = /, ((?:yuv|yuyv|uyvy|nv|gray|rgb|bgr|gbr|pal|bayer|p0)\w*)/.exec(line)?.[1]
  const [, width, height] = /, (\d+)x(\d+)/.exec(line) ?? []
  const frameRate = Number(/, ([\d.]+) fps/.exec(line)?.[1])
  const rest = following.slice(
    0,
    Math.max(
      0,
      following.findIndex(next => /^\s*Stream #/.test(next)),
    ) || undefined,
  )
  return {
    codec,
    ...(profile && { profile }),
    ...(pixelFormat && { pixelFormat }),
    ...(Number(width) > 0 && Number(height) > 0 && { size: { width: Number(width), height: Number(height) } }),
    ...(frameRate > 0 && { frameRate }),
    rotated: rest.some(next => /displaymatrix: rotation of -?(?!0\.)[\d.]+/.test(next)),
  }
}
