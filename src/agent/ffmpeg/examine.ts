import { type Output, output } from '../process/output.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import { atLeast, parseVersion } from './version.ts'

/** Why a program can't be the FFmpeg to use. */
export interface Unfit {
  readonly code: 'ffmpeg_missing' | 'ffmpeg_broken' | 'ffmpeg_too_old' | 'ffmpeg_lacking'
  /** A sentence that names the path. */
  readonly reason: string
}

/**
 * Whether the program at `path` is an FFmpeg that can do what is needed. One child process for usual builds: their
 * configuration line tells. Only builds that leave parts out are asked for their encoders and muxers.
 */
export async function examine(path: string, signal?: AbortSignal): Promise<Omit<Ffmpeg, 'foundBy'> | Unfit> {
  const run = await output(path, ['-version'], { seconds: 10, signal })
  if (run.exitCode !== 0) return whyNotStarted(path, run)
  const version = parseVersion(run.stdout)
  if (!version)
    return { code: 'ffmpeg_broken', reason: `${path} is not FFmpeg: it does not answer to -version as FFmpeg does.` }
  if (!atLeast(version, 58, 0)) {
    return { code: 'ffmpeg_too_old', reason: `${path} is FFmpeg ${version.version}, too old: 4.0 or newer is needed.` }
  }
  const lacking = version.stripped ? await lackingParts(path, signal) : version.libx264 ? [] : ['the encoder libx264']
  if (lacking.length > 0) {
    return { code: 'ffmpeg_lacking', reason: `${path} (FFmpeg ${version.version}) lacks ${lacking.join(', ')}.` }
  }
  const { resolvesNames, drawtext } = version
  const has = {
    fpsMode: atLeast(version, 59, 37),
    rtspTimeout: atLeast(version, 59, 0),
    scriptOptions: atLeast(version, 59, 18),
    resolvesNames,
    libx264: true,
    drawtext,
  }
  return { path, version: version.version, has }
}

function whyNotStarted(path: string, run: Output): Unfit {
  if (run.error === 'ENOENT') return { code: 'ffmpeg_missing', reason: `There is no program at ${path}.` }
  if (run.error === 'EACCES')
    return { code: 'ffmpeg_broken', reason: `${path} may not be run: it is not an executable file.` }
  if (run.timedOut) return { code: 'ffmpeg_broken', reason: `${path} did not answer to -version within 10 seconds.` }
  const said = run.stderr.trim().split('\n').at(-1)
  const ended = run.error ?? run.signal ?? `exit code ${run.exitCode}`
  return { code: 'ffmpeg_broken', reason: `${path} does not run (${ended})${said ? `: ${said}` : ''}.` }
}

async function lackingParts(path: string, signal?: AbortSignal): Promise<string[]> {
  const ask = (what: string) => output(path, ['-hide_banner', what], { seconds: 10, signal })
  const [encoders, muxers] = await Promise.all([ask('-encoders'), ask('-muxers')])
  const lines = { encoder: encoders.stdout, muxer: muxers.stdout }
  const needed = [
    ['encoder', 'libx264'],
    ['encoder', 'mjpeg'],
    ['encoder', 'aac'],
    ['muxer', 'flv'],
    ['muxer', 'mpjpeg'],
  ] as const
  return needed
    .filter(([kind, name]) => !new RegExp(`^ *[A-Z.]+ +${name} `, 'm').test(lines[kind]))
    .map(([kind, name]) => `the ${kind} ${name}`)
}
