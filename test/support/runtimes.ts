import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const tools = join(root, 'test/tools/node_modules')

/** What runs a script on each runtime, and whether it reads TypeScript. */
const all = {
  'Node 20': { command: [join(tools, 'node20/bin/node')], typescript: false },
  'Node 22': { command: [join(tools, 'node22/bin/node')], typescript: true },
  'Node 24': { command: [join(tools, 'node24/bin/node')], typescript: true },
  Deno: { command: [join(tools, '@deno/linux-x64-glibc/deno'), 'run', '-A'], typescript: true },
  Bun: { command: [join(tools, '@oven/bun-linux-x64/bin/bun')], typescript: true },
} as const satisfies Record<string, { command: readonly [string, ...string[]]; typescript: boolean }>

/** A runtime that the program runs on. */
export type Runtime = keyof typeof all

/** The command that runs a script there, its own arguments not included. */
export function scriptOn(runtime: Runtime, script: string): readonly [string, ...string[]] {
  return [...all[runtime].command, script]
}

/** The command that runs the program there: from its source where TypeScript is read, else as it is built. */
export function programOn(runtime: Runtime): readonly [string, ...string[]] {
  return scriptOn(runtime, join(root, all[runtime].typescript ? 'src/cli.ts' : 'dist/cli.js'))
}

/** Whether the runtimes are installed, or else the command that does it. */
export function runtimesAvailable(): true | string {
  const missing = Object.values(all).some(({ command: [file] }) => !existsSync(file))
  return missing ? 'needs other runtimes, on Linux x64: npm run tools' : true
}
