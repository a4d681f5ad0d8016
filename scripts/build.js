// Builds dist/: the program by tsc, the pages' own TypeScript by esbuild, the static files and the schema.
// It is made beside the old one and put in its place at the end. With --if-stale it does nothing when dist/ is newer
// than all it is made of.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What each page loads, by its place below src/player. */
const PAGES = ['list/home', 'screen/camera', 'door/code', 'sharing/access', 'publish/publish']

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const sources = ['src', 'static', 'scripts', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']

if (process.argv.includes('--if-stale') && !isStale()) process.exit(0)
const draft = join(root, `dist.${process.pid}`)
try {
  await build(draft)
  const old = `${draft}.old`
  if (existsSync(dist)) renameSync(dist, old)
  renameSync(draft, dist)
  rmSync(old, { recursive: true, force: true })
} finally {
  rmSync(draft, { recursive: true, force: true })
}

function isStale() {
  const built = statSync(join(dist, 'cli.js'), { throwIfNoEntry: false })
  return !built || sources.some(name => newest(join(root, name)) > built.mtimeMs)
}

function newest(path) {
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  return Math.max(mtimeMs, ...readdirSync(path).map(name => newest(join(path, name))))
}

async function build(folder) {
  const { build } = await import('esbuild')
  cpSync(join(root, 'static'), join(folder, 'static'), { recursive: true })
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json')
  const arguments_ = [join(dirname(typescript), 'bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', folder]
  const { status } = spawnSync(process.execPath, arguments_, { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Error('tsc found mistakes.')
  const common = { bundle: true, format: 'esm', target: ['es2022', 'safari16'], minify: true, logLevel: 'warning' }
  const pages = await build({
    ...common,
    entryPoints: Object.fromEntries(PAGES.map(page => [basename(page), join(root, `src/player/${page}.ts`)])),
    outdir: join(folder, 'static'),
    splitting: true,
    chunkNames: '[name]-[hash]',
    metafile: true,
  })
  for (const page of PAGES) preload(join(folder, 'static'), basename(page), pages.metafile)
  // Pages of other sites load it by its own address, so all that it needs is in it.
  const view = [join(root, 'src/player/view/view.ts')]
  const { metafile } = await build({ ...common, entryPoints: view, outdir: join(folder, 'static'), metafile: true })
  const inputs = Object.keys({ ...pages.metafile.inputs, ...metafile.inputs })
  writeFileSync(join(folder, 'static/licences.txt'), licences(inputs))
  await putAhead(join(folder, 'static/camera.html'), what => build({ ...common, ...what, write: false }))
}

/** The licences of the packages that are bundled into the pages, which ask to be kept with what is made of them. */
function licences(inputs) {
  const folders = inputs.flatMap(path => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [])
  return [...new Set(folders)]
    .sort()
    .map(folder => {
      const file = readdirSync(folder).find(name => /^licen[cs]e/i.test(name))
      if (file === undefined) throw new Error(`${folder} has no licence beside it, and is bundled into the pages.`)
      return `${folder.replace(/^.*node_modules\//, '')}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
    })
    .join('\n\n')
}

/** Puts what is not to wait for any file into a camera's page itself. */
async function putAhead(document, bundle) {
  const { outputFiles } = await bundle({ entryPoints: [join(root, 'src/player/ahead/camera.ts')], format: 'iife' })
  const [place, script] = ['<!-- ahead -->', outputFiles[0].text.trim()]
  const written = readFileSync(document, 'utf8')
  if (!written.includes(place) || script.includes('</script')) throw new Error('The page has no place for its script.')
  writeFileSync(
    document,
    written.replace(place, () => `<script>${script}</script>`),
  )
}

/** Lets a page's document name the chunks that its script imports: they come with it, and not a round trip later. */
function preload(folder, page, { outputs }) {
  const paths = new Set(Object.keys(outputs).filter(path => basename(path) === `${page}.js`))
  for (const path of paths)
    for (const { path: imported, kind } of outputs[path].imports) if (kind === 'import-statement') paths.add(imported)
  const [, ...chunks] = [...paths].map(path => basename(path))
  const document = join(folder, `${page}.html`)
  const script = `<script type="module" src="/static/${page}.js"></script>`
  const links = chunks.map(chunk => `<link rel="modulepreload" href="/static/${chunk}">`)
  const written = readFileSync(document, 'utf8')
  if (!written.includes(script)) throw new Error(`${page}.html does not load ${page}.js.`)
  writeFileSync(document, written.replace(script, [script, ...links].join('\n    ')))
}
