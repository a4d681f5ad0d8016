// bench.js [latency | fanout | sync | soak | --build] …: bundles bench/ and what it uses of src/ and test/support/ into dist/bench, and runs it on this Node.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

// A bundled file keeps its own idea of where it lies: what it reads beside itself is found there.
const ownPlaces = {
  name: 'own-places',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const place = path.startsWith(join(root, 'src/'))
        ? join(root, 'dist', path.slice(join(root, 'src/').length))
        : path
      const contents = readFileSync(path, 'utf8')
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(place).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(place)))
      return { contents, loader: 'ts' }
    })
  },
}

const processes = readdirSync(join(root, 'bench/processes')).map(name => join(root, 'bench/processes', name))
await build({
  entryPoints: [
    join(root, 'bench/bench.ts'),
    join(root, 'bench/latency/latency.ts'),
    join(root, 'bench/fanout/fanout.ts'),
    join(root, 'bench/sync.ts'),
    join(root, 'bench/soak/soak.ts'),
    ...processes,
  ],
  outdir: join(root, 'dist/bench'),
  entryNames: '[name]',
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
  plugins: [ownPlaces],
})

if (process.argv[2] === '--build') process.exit(0)

const [first, ...rest] = process.argv.slice(2)
const own = ['latency', 'fanout', 'sync', 'soak'].includes(first)
const [entry, args] = own ? [`${first}.js`, rest] : ['bench.js', process.argv.slice(2)]
const bench = spawn(process.execPath, [join(root, 'dist/bench', entry), ...args], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => bench.kill(signal))
bench.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
