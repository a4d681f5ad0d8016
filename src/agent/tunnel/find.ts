import { basename } from 'node:path'
import { AgentError } from '../error.ts'
import { ofPackage, onPath } from '../process/locate.ts'
import { output } from '../process/output.ts'
import { howToInstallCloudflared } from './install.ts'

/** A cloudflared that answers. */
export interface Cloudflared {
  readonly path: string
  /** As it calls itself: `2026.8.2`. */
  readonly version: string
  readonly foundBy: 'option' | 'environment' | 'PATH' | 'package'
  /** Hands every piece of a stream on at once (2025.4.2); before, it held pictures back. */
  readonly streams: boolean
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * The cloudflared to use: `option`, CLOUDFLARED_BIN, PATH, the optional npm package `cloudflared`, in this order; the first
 * that is there must answer. Throws AgentError `cloudflared_missing` or `cloudflared_broken` with what to install.
 */
export async function findCloudflared(options: {
  readonly option?: string
  readonly env: Env
  readonly signal?: AbortSignal
}): Promise<Cloudflared> {
  const { option, env, signal } = options
  const hint = howToInstallCloudflared(process.platform)
  const found = await locate(option, env)
  if (!found) throw new AgentError('cloudflared_missing', 'A tunnel needs cloudflared, which was not found.', { hint })
  const { path, foundBy, by } = found
  const run = await output(path, ['--version'], { seconds: 10, signal })
  const version = /^cloudflared version (\S+)/m.exec(run.stdout)?.[1]
  if (version !== undefined) return { path, version, foundBy, streams: atLeast(version, [2025, 4, 2]) }
  if (run.error === 'ENOENT')
    throw new AgentError('cloudflared_missing', `${by}There is no program at ${path}.`, { hint })
  const message = `${by}${path} is not cloudflared: it does not answer to --version as cloudflared does.`
  throw new AgentError('cloudflared_broken', message, { hint })
}

async function locate(option: string | undefined, env: Env) {
  const named = option ? { name: option, how: '--cloudflared', foundBy: 'option' as const } : fromEnvironment(env)
  if (named) {
    const { name, how, foundBy } = named
    const path = basename(name) === name ? ((await onPath(name, env)) ?? name) : name
    return { path, foundBy, by: `${how} ${name}: ` }
  }
  const path = await onPath('cloudflared', env)
  if (path !== undefined) return { path, foundBy: 'PATH' as const, by: '' }
  const packaged = await ofPackage('cloudflared', ['bin'])
  return packaged === undefined ? undefined : { path: packaged, foundBy: 'package' as const, by: '' }
}

function fromEnvironment({ CLOUDFLARED_BIN }: Env) {
  return CLOUDFLARED_BIN
    ? { name: CLOUDFLARED_BIN, how: 'CLOUDFLARED_BIN', foundBy: 'environment' as const }
    : undefined
}

/** Versions are dates: year, month, number. What is no date is one's own build, and believed to be new. */
function atLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split('.').map(Number)
  if (parts.length < 3 || parts.some(Number.isNaN)) return true
  const at = least.findIndex((number, index) => parts[index] !== number)
  return at < 0 || (parts[at] ?? 0) > (least[at] ?? 0)
}
