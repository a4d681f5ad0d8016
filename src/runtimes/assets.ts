import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { AgentError } from '../agent/error.ts'
import { inlineScripts } from '../app/inlineScripts.ts'
import type { Asset, Assets } from '../app/pages.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
}

/**
 * The pages and what they load. They are built ones: beside the built program, or in `dist` where the source itself runs.
 * Rejects with AgentError when they are not built.
 */
export async function readPages(folders: readonly string[] = PAGES): Promise<Assets> {
  const built = folders.find(folder => existsSync(join(folder, BUILT)))
  if (built !== undefined) return readAssets(built)
  throw new AgentError('not_built', 'The pages are not built yet.', { hint: 'Build them once: npm run build' })
}

const PAGES = ['../static/', '../../dist/static/'].map(path => fileURLToPath(new URL(path, import.meta.url)))
/** A file that only the build makes. */
const BUILT = 'home.js'

/** The files below a folder, by their path in it with `/`, read and compressed once. Rejects when it can't be read. */
export async function readAssets(folder: string): Promise<Assets> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const nameOf = (path: string) => path.slice(folder.length).replaceAll('\\', '/')
  return new Map(await Promise.all(paths.map(async path => [nameOf(path), await readAsset(path)] as const)))
}

async function readAsset(path: string): Promise<Asset> {
  const bytes = Uint8Array.from(await readFile(path))
  const etag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  const type = TYPES[extname(path)] ?? 'application/octet-stream'
  if (type === 'image/png') return { bytes, etag, type }
  const packed = Uint8Array.from(await promisify(gzip)(bytes))
  return { bytes, etag, type, gzip: packed, ...(extname(path) === '.html' && { scripts: await inlineScripts(bytes) }) }
}
