import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const tools = join(root, 'test/tools/node_modules')
const source = join(root, 'src/cli.ts')
const built = join(root, 'dist/cli.js')

/** What runs the program on each runtime: from its source where the runtime reads TypeScript, else as it is built. */
const commands = {
  'Node 20': [join(tools, 'node20/bin/node'), built],
  'Node 22': [join(tools, 'node22/bin/node'), source],
  'Node 24': [join(tools, 'node24/bin/node'), source],
  Deno: [join(tools, '@deno/linux-x64-glibc/deno'), 'run', '-A', source],
  Bun: [join(tools, '@oven/bun-linux-x64/bin/bun'), source],
} as const satisfies Record<string, readonly [string, ...string[]]>

/** A runtime that the program runs on. */
export type Runtime = keyof typeof commands

export const runtimes = Object.keys(commands).filter(isRuntime)

/** The command that runs the program there, its own arguments not included. */
export function commandOn(runtime: Runtime): readonly [string, ...string[]] {
  return commands[runtime]
}

/** Whether the runtimes are installed, or else the command that does it. */
export function runtimesAvailable(): true | string {
  return (
    Object.values(commands).every(([file]) => existsSync(file)) ||
    'needs other runtimes, on Linux x64: npm ci --prefix test/tools'
  )
}

function isRuntime(name: string): name is Runtime {
  return name in commands
}
