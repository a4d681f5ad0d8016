import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { startProgram } from '../support/program.ts'
import { needs } from '../support/require.ts'
import { programOn } from '../support/runtimes.ts'

const root = join(import.meta.dirname, '../..')
const BIN = 'node_modules/tunnelcam/dist/cli.js'

/** What README tells to type, where the package is installed. */
const typed: readonly [string, readonly [string, ...string[]]][] = [
  ['npx tunnelcam', [programOn('Node 20')[0], BIN]],
  ['deno run -A npm:tunnelcam', [programOn('Deno')[0], 'run', '-A', 'npm:tunnelcam']],
  ['bunx --bun tunnelcam', [programOn('Bun')[0], 'x', '--bun', 'tunnelcam']],
]

needs('runtimes', 'proc')('the packed program, installed in an empty folder', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tunnelcam-packed-'))
    install(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(typed)('%s: shows a picture and the pages', { timeout: 90_000 }, async (_, command) => {
    const program = await startProgram(['test:', '--id', 'front'], { command, cwd: folder, withinMs: 60_000 })
    onTestFinished(() => program.close())
    const still = await fetch(`${program.address}/cameras/front/still.jpg`)
    const page = await fetch(`${program.address}/static/home.js`)
    expect([still.headers.get('Content-Type'), page.status]).toEqual(['image/jpeg', 200])
    await Promise.all([still.arrayBuffer(), page.text()])
    expect(await program.end()).toEqual({ code: 0, signal: null })
  })
})

/** As `npm install` does it, but that what it depends on comes from this checkout, not from the internet. */
function install(folder: string): void {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]
  const tarball = execFileSync('npm', pack, { cwd: root, encoding: 'utf8' }).trim().split('\n').at(-1) ?? ''
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', folder])
  renameSync(join(folder, 'package'), join(modules, 'tunnelcam'))
  chmodSync(join(folder, BIN), 0o755) // as npm does it to what is to be run
  symlinkSync('../tunnelcam/dist/cli.js', join(modules, '.bin/tunnelcam'))
  const { version } = packageSchema.parse(JSON.parse(readFileSync(join(modules, 'tunnelcam/package.json'), 'utf8')))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: { tunnelcam: version } }))
  for (const name of installed()) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
}

const packageSchema = z.object({ version: z.string() })
const lockSchema = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().default(false) })) })

/** The packages that are installed with ours, by the lock. */
function installed(): string[] {
  const lock = lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
  return Object.entries(lock.packages).flatMap(([path, { dev }]) => {
    const name = path.replace(/^node_modules\//, '')
    return dev || name === '' || name.includes('node_modules/') ? [] : [name]
  })
}
