import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { onPath } from '../support/ffmpeg.ts'
import { pack } from '../support/pack.ts'
import { type Program, startProgram } from '../support/program.ts'
import { type Registry, startRegistry } from '../support/registry.ts'
import { needs } from '../support/require.ts'
import { programOn } from '../support/runtimes.ts'
import { until } from '../support/until.ts'

const root = join(import.meta.dirname, '../..')

/** What README tells to type, by its table of runtimes. */
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const lines = [...readme.matchAll(/^\| (?:Node\.js|Deno|Bun) \d.*\| `(.+)` \|$/gm)].map(([, line = '']) => line)

test('README has a line for each runtime', () =>
  expect(lines.map(line => line.split(' ')[0])).toEqual(['npx', 'deno', 'bunx']))

needs('runtimes', 'proc')('the packed program, in an empty folder on a machine with no FFmpeg', () => {
  let folder: string
  let registry: Registry
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tunnelcam-packed-'))
    registry = await startRegistry(pack())
    programs(join(folder, 'bin'))
  })
  afterAll(async () => {
    await registry?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test.each(lines)('%s: shows a moving picture and the pages', { timeout: 120_000 }, async line => {
    const [name = '', ...words] = line.split(' ')
    const cwd = join(folder, name)
    mkdirSync(join(cwd, 'tmp'), { recursive: true })
    const program = await startProgram(['test:', '--id', 'front'], {
      command: [join(folder, 'bin', name), ...words],
      cwd,
      env: {
        PATH: join(folder, 'bin'),
        HOME: cwd,
        TMPDIR: join(cwd, 'tmp'),
        NPM_CONFIG_REGISTRY: registry.address,
        npm_config_registry: registry.address,
        npm_config_userconfig: join(cwd, '.npmrc'),
        npm_config_cache: join(cwd, '.npm'),
        npm_config_yes: 'true',
        FFMPEG_BINARIES_URL: registry.address,
      },
      withinMs: 90_000,
    })
    onTestFinished(() => program.close())
    const first = await picture(program, '')
    const second = await picture(program, `?after=${first.sequence}&wait=10`)
    expect(second.sequence).toBeGreaterThan(first.sequence)
    expect(second.bytes.equals(first.bytes)).toBe(false)
    expect((await fetch(`${program.address}/static/home.js`)).status).toBe(200)
    // Ctrl-C in a terminal goes to all that was started there.
    for (const { pid } of program.showing('')) process.kill(pid, 'SIGINT')
    await until('all of it has ended', () => program.showing('').length === 0, 15_000)
  })
})

async function picture({ address }: Program, query: string): Promise<{ sequence: number; bytes: Buffer }> {
  const answer = await fetch(`${address}/cameras/front/still.jpg${query}`)
  expect(answer.headers.get('Content-Type')).toBe('image/jpeg')
  return {
    sequence: Number(answer.headers.get('X-Tunnelcam-Sequence')),
    bytes: Buffer.from(await answer.arrayBuffer()),
  }
}

/** All that is on PATH: the runtimes, of Node the oldest that serves, and a shell. */
function programs(bin: string): void {
  mkdirSync(bin)
  const link = (name: string, file: string) => symlinkSync(realpathSync(file), join(bin, name))
  link('node', programOn('Node 20')[0])
  link('npx', join(dirname(realpathSync(onPath('npm') ?? '')), 'npx-cli.js'))
  link('deno', programOn('Deno')[0])
  link('bun', programOn('Bun')[0])
  link('bunx', programOn('Bun')[0])
  for (const name of ['sh', 'chmod']) link(name, onPath(name) ?? '')
}
