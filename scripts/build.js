// Builds dist/: the program by tsc, the page's own TypeScript by esbuild, the static files as they are.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const typescript = createRequire(import.meta.url).resolve('typescript/package.json')

rmSync(join(root, 'dist'), { recursive: true, force: true })
cpSync(join(root, 'static'), join(root, 'dist/static'), { recursive: true })

const tsc = spawnSync(process.execPath, [join(dirname(typescript), 'bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
})
if (tsc.status !== 0) process.exit(tsc.status ?? 1)

const pages = ['home', 'camera'].map(page => join(root, 'src/player', `${page}.ts`)).filter(existsSync)
await build({
  entryPoints: pages,
  outdir: join(root, 'dist/static'),
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['es2022', 'safari16'],
  minify: true,
  sourcemap: false,
  legalComments: 'linked',
  chunkNames: '[name]-[hash]',
  logLevel: 'warning',
})
