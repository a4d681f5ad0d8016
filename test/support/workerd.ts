import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Signer } from '../../src/access/signer.ts'
import { secret } from './secrets/kept.ts'

const root = join(import.meta.dirname, '../..')
const tools = createRequire(join(root, 'test/tools/package.json'))

/** The Worker in Cloudflare's own runtime, on this machine. */
export interface Workerd {
  /** As 'http://127.0.0.1:8787'. */
  readonly address: string
  readonly port: number
  /** The life that an object is in: another one after it was ended, or has slept. Named 'site', 'branch 1' and so on. */
  life(object: string): Promise<string>
  /** Ends an object's life at once, as a new version of the Worker does. */
  end(object: string): Promise<void>
  readonly codes: { readonly owner: string; readonly viewer: string; readonly relay: string }
  close(): Promise<void>
}

export interface WorkerdOptions {
  /** Default: any. */
  readonly port?: number
  /** The signing key, as base64url. Default: one of its own. */
  readonly key?: string
  readonly viewersPerLink?: number
  readonly viewersPerObject?: number
  /** What is kept lies there. Default: nothing is kept. */
  readonly keptIn?: string
}

/** What we use of wrangler's programming interface. */
interface Wrangler {
  unstable_startWorker(options: object): Promise<{
    readonly ready: Promise<void>
    readonly url: Promise<URL>
    dispose(): Promise<void>
  }>
}

/** Runs the built Worker, as wrangler.toml has it, until it is closed. */
export async function startWorkerd(options: WorkerdOptions = {}): Promise<Workerd> {
  const { port = 0, key = newKey(), viewersPerLink, viewersPerObject, keptIn } = options
  const { unstable_startWorker } = tools('wrangler') as Wrangler // wrangler 4.86
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false' // nothing is asked of the internet
  process.env.WRANGLER_SEND_METRICS = 'false'
  const text = (value: string) => ({ type: 'plain_text', value })
  const worker = await unstable_startWorker({
    config: join(root, 'wrangler.toml'),
    entrypoint: join(root, 'test/support/workerd/withEndings.js'),
    bindings: {
      TUNNELCAM_KEY: text(key),
      ...(viewersPerLink !== undefined && { VIEWERS_PER_LINK: text(String(viewersPerLink)) }),
      ...(viewersPerObject !== undefined && { VIEWERS_PER_OBJECT: text(String(viewersPerObject)) }),
    },
    dev: {
      server: { hostname: '127.0.0.1', port, secure: false },
      inspector: false,
      watch: false,
      logLevel: 'none',
      persist: keptIn ?? false,
    },
  })
  await worker.ready
  const { origin, port: at } = await worker.url
  const signer = await Signer.of(Uint8Array.from(Buffer.from(key, 'base64url')))
  const [owner, viewer, relay] = await Promise.all([signer.code('owner'), signer.code('viewer'), signer.code('relay')])
  for (const code of [key, owner, viewer, relay]) secret(code)
  const life = async (path: string) => (await fetch(`${origin}/test/${encodeURI(path)}`)).text()
  return {
    ...{ address: origin, port: Number(at), codes: { owner, viewer, relay }, life },
    end: async object => void (await life(`${object}/end`)),
    close: () => worker.dispose(),
  }
}

/** A signing key, as the Worker's secret has it. */
export function newKey(): string {
  return randomBytes(32).toString('base64url')
}

/** Whether wrangler is installed, or else the command that does it. */
export function workerdAvailable(): true | string {
  const there = existsSync(join(root, 'test/tools/node_modules/wrangler'))
  return there || 'needs wrangler: npm ci --prefix test/tools'
}
