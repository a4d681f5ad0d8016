import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, vi } from 'vitest'
import type { Ffmpeg } from '../../src/agent/ffmpeg/ffmpeg.ts'
import type { Config } from '../../src/config.ts'

/** An agent in a node process of its own, so that it can be killed, or see pretend devices. */
export interface AgentProcess {
  readonly node: ChildProcess
  /** The states that its first camera went through, as `kind` or `kind: reason`. */
  readonly states: readonly string[]
  /** Whole pictures so far. */
  readonly pictures: number
  /** Resolves when its newest state begins with this. */
  reaches(state: string, timeout?: number): Promise<void>
  close(): Promise<void>
}

/** Starts an agent with this configuration; `env` is added to its environment. */
export async function agentProcess(config: Config, ffmpeg: Ffmpeg, env: NodeJS.ProcessEnv = {}): Promise<AgentProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'tunnelcam-agent-'))
  const program = join(folder, 'agent.mjs')
  await build({
    stdin: { contents: source(config, ffmpeg), resolveDir: process.cwd() },
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)` },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    logLevel: 'error',
  })
  const node = spawn(process.execPath, [program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const ended = new Promise(resolve => node.once('exit', resolve))
  const states: string[] = []
  let pictures = 0
  let open = ''
  node.stdout.on('data', chunk => {
    const lines = (open + chunk).split('\n')
    open = lines.pop() ?? ''
    for (const line of lines) {
      if (/^\d+$/.test(line)) pictures = Number(line)
      else states.push(line)
    }
  })
  return {
    node,
    states,
    get pictures() {
      return pictures
    },
    reaches: (state, timeout = 10_000) =>
      vi.waitFor(() => expect(states.at(-1)).toContain(state), { timeout, interval: 10 }),
    close: async () => {
      node.stdin.end()
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

// Ends cleanly when its stdin does.
function source(config: Config, ffmpeg: Ffmpeg): string {
  return `
import { startAgent } from './src/agent/agent.ts'
import { Hub } from './src/hub/hub.ts'
const hub = new Hub()
const log = { debug() {}, info() {}, warn() {}, error() {} }
const agent = startAgent({ hub, config: ${JSON.stringify(config)}, ffmpeg: ${JSON.stringify(ffmpeg)}, log })
const [camera] = hub.cameras.values()
const told = { state: '', pictures: 0 }
const timer = setInterval(() => {
  const state = camera.state.kind + (camera.state.reason ? ': ' + camera.state.reason : '')
  const pictures = camera.pictures.latest?.sequence ?? 0
  if (state !== told.state) process.stdout.write(state + '\\n')
  if (pictures !== told.pictures) process.stdout.write(pictures + '\\n')
  Object.assign(told, { state, pictures })
}, 10)
process.stdin.resume().on('end', () => agent.stop().then(() => clearInterval(timer)))
`
}
