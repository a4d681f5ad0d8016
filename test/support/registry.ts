import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { createGzip } from 'node:zlib'
import { z } from 'zod'

const root = join(import.meta.dirname, '../..')

// Not 127.0.0.1, by which a test knows the program's address among all that is written.
const HOST = '127.0.0.2'

/** A registry of packages on this machine. */
export interface Registry {
  /** As 'http://127.0.0.2:4873/'. */
  readonly address: string
  close(): Promise<void>
}

/**
 * Serves the packed tunnelcam, as if it were published, and all that package-lock.json installs with it, packed anew from
 * this checkout's node_modules. What is not installed here, as what is optional may be, is an empty package.
 */
export async function startRegistry(tarball: Buffer): Promise<Registry> {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
  const own = { ...packages[''], bin: { tunnelcam: 'dist/cli.js' } }
  const all = Object.entries({ ...packages, '': own }).filter(([, { dev }]) => !dev)
  const tarballs = new Map([['', Promise.resolve(tarball)]])

  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1)
    answer(path).then(
      body => response.writeHead(body === undefined ? 404 : 200).end(body),
      cause => response.writeHead(500).end(String(cause)),
    )
  })
  server.listen(0, HOST)
  await once(server, 'listening')
  const port = (server.address() as { port: number }).port // listens on TCP
  const address = `http://${HOST}:${port}/`

  async function answer(path: string): Promise<string | Buffer | undefined> {
    if (!path.startsWith('-/')) return description(path)
    const folder = path.slice('-/'.length, -'.tgz'.length)
    const made = tarballs.get(folder) ?? packed(folder)
    tarballs.set(folder, made)
    return made
  }

  function description(name: string): string | undefined {
    const found = all.filter(([path]) => nameOf(path) === name)
    const versions = found.map(([path, facts]) => {
      const dist = { tarball: `${address}-/${path}.tgz` }
      return [facts.version, { ...facts, name, dist }] as const
    })
    const latest = versions.at(-1)?.[0]
    if (latest === undefined) return undefined
    const time = Object.fromEntries(versions.map(([version]) => [version, '2026-01-01T00:00:00.000Z']))
    return JSON.stringify({ name, 'dist-tags': { latest }, versions: Object.fromEntries(versions), time })
  }

  return {
    address,
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

const lockSchema = z.object({
  packages: z.record(z.string(), z.looseObject({ version: z.string(), dev: z.boolean().optional() })),
})

/** A package's name by where the lock has it: 'node_modules/pino-pretty/node_modules/sonic-boom' is sonic-boom. */
function nameOf(path: string): string {
  return path === '' ? 'tunnelcam' : path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

/** Packed fast rather than small: an FFmpeg of 68 MB is among them. */
async function packed(folder: string): Promise<Buffer> {
  const path = join(root, folder)
  const what = existsSync(path) ? ['-C', path, '.'] : ['--files-from', '/dev/null']
  const tar = spawn('tar', ['-c', '--transform', 's,^\\.,package,', ...what], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(tar, 'close')
  const bytes = await buffer(tar.stdout.pipe(createGzip({ level: 0 })))
  const [code] = await ended
  if (code !== 0) throw new Error(`tar could not pack ${folder}.`)
  return bytes
}
