import { basename } from 'node:path'
import { AgentError } from '../error.ts'
import { onPath } from '../process/locate.ts'
import { ofFfmpegInstaller, ofFfmpegStatic } from './candidates.ts'
import { examine } from './examine.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import { howToInstall } from './install.ts'

/**
 * The FFmpeg to use: `option`, TUNNELCAM_FFMPEG, PATH, ffmpeg-static, @ffmpeg-installer/ffmpeg, in this order. One that is
 * named but does not serve is an error; of the others the next is tried. Throws AgentError `ffmpeg_missing`,
 * `ffmpeg_broken` or `ffmpeg_too_old` with what to install.
 */
export async function findFfmpeg(options: {
  readonly option?: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
}): Promise<Ffmpeg> {
  const { env, signal } = options
  const named = namedFfmpeg(options.option, env)
  if (named) {
    const path = basename(named.path) === named.path ? ((await onPath(named.path, env)) ?? named.path) : named.path
    const result = await examine(path, signal)
    if ('has' in result) return { ...result, foundBy: named.foundBy }
    throw new AgentError(result.code, `${named.by}: ${result.reason}`, { hint: howToInstall(process.platform) })
  }
  const reasons: string[] = []
  let code = 'ffmpeg_missing'
  for (const [foundBy, find] of places) {
    const path = await find(env)
    if (path === undefined) continue
    const result = await examine(path, signal)
    if ('has' in result) return { ...result, foundBy }
    if (foundBy === 'PATH') code = result.code
    reasons.push(result.reason)
  }
  const message = reasons.length > 0 ? `No FFmpeg that serves was found. ${reasons.join(' ')}` : 'FFmpeg was not found.'
  throw new AgentError(code, message, { hint: howToInstall(process.platform) })
}

const places = [
  ['PATH', env => onPath('ffmpeg', env)],
  ['ffmpeg-static', ofFfmpegStatic],
  ['ffmpeg-installer', ofFfmpegInstaller],
] as const satisfies [
  Ffmpeg['foundBy'],
  (env: Readonly<Record<string, string | undefined>>) => Promise<string | undefined>,
][]

function namedFfmpeg(option: string | undefined, env: Readonly<Record<string, string | undefined>>) {
  if (option) return { path: option, foundBy: 'option', by: `--ffmpeg ${option}` } as const
  const path = env.TUNNELCAM_FFMPEG
  return path ? ({ path, foundBy: 'environment', by: `TUNNELCAM_FFMPEG=${path}` } as const) : undefined
}
