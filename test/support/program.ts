import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isFfmpeg, markedProcesses, marker, type Process, processesWith } from './processes.ts'
import { keepProgram } from './secrets/program.ts'
import { until } from './until.ts'

/** How to start the program. */
export interface ProgramOptions {
  /** Added to the environment of this process: a pretend camera's `env`, for example. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Ask for a link, as it does for its users. Default false: what is not about access is tested without it. */
  readonly access?: boolean
  /** What it writes: lines for machines, or what people see. Default 'json'. */
  readonly log?: 'json' | 'pretty'
  /** How long it may take to listen; default 20 s. */
  readonly withinMs?: number
  /** What runs it, its arguments not included. Default: this Node and the built program. */
  readonly command?: readonly [string, ...string[]]
}

/** How a program ended. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** The built program, running as a child. */
export interface Program {
  readonly pid: number
  /** 'http://127.0.0.1:port', as its own log says; '' for a program that does not listen. */
  readonly address: string
  /** Its data folder: removed with it, unless TUNNELCAM_DATA was given. */
  readonly data: string
  readonly ended: Promise<Ending>
  /** The lines of its log (stdout and stderr) that are JSON objects. */
  log(): readonly Record<string, unknown>[]
  /** All it wrote, stdout and stderr together. */
  output(): string
  /** The FFmpegs that it started and that live. Linux only. */
  ffmpegs(): readonly Process[]
  /** Its own process and those that it started, alive, whose command line or environment has this text in it. Linux only. */
  showing(text: string): readonly Process[]
  /** Sends a signal (default SIGTERM), waits for the end, and throws if an FFmpeg of its is left after 5 s. */
  end(signal?: NodeJS.Signals): Promise<Ending>
  /** For afterEach: kills it and all it started, whatever state they are in. */
  close(): Promise<void>
}

const entry = join(import.meta.dirname, '../../dist/cli.js')

/** Starts `tunnelcam ...args --open --port 0 --log json`, or as the options say, and waits until it says where it listens. */
export async function startProgram(args: readonly string[], options: ProgramOptions = {}): Promise<Program> {
  const open = options.access || args.includes('--open') ? [] : ['--open']
  const program = launch([...args, ...open, '--port', '0', '--log', options.log ?? 'json'], options)
  let address: string | undefined
  try {
    await until(
      'the program listens',
      () => {
        address = /https?:\/\/(127\.0\.0\.1|localhost|\[::1\]):[1-9]\d*/.exec(program.output())?.[0]
        if (address === undefined && program.over()) throw new Error('the program ended before it listened')
        return address !== undefined
      },
      options.withinMs ?? 20_000,
    )
  } catch (cause) {
    await program.close()
    throw new Error(`${cause instanceof Error ? cause.message : cause}; it wrote:\n${program.output()}`, { cause })
  }
  return { ...program, address: address ?? '' }
}

/** Runs the program to its end, as `tunnelcam devices` or one that refuses its options; gives up after 30 s. */
export async function runProgram(
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<Ending & { output: string }> {
  const program = launch(args, options)
  const timer = setTimeout(() => process.kill(program.pid, 'SIGKILL'), options.withinMs ?? 30_000)
  const ending = await program.ended
  clearTimeout(timer)
  await program.close()
  return { ...ending, output: program.output() }
}

function launch(
  args: readonly string[],
  { env = {}, cwd, command = [process.execPath, entry] }: ProgramOptions,
): Program & { over(): boolean } {
  if (!existsSync(entry)) throw new Error('the program is not built: npm run build')
  const mark = randomUUID()
  const data = env.TUNNELCAM_DATA ?? mkdtempSync(join(tmpdir(), 'tunnelcam-data-'))
  const all = { ...process.env, TUNNELCAM_DATA: data, ...env, [marker]: mark }
  const [file, ...before] = command
  const child = spawn(file, [...before, ...args], {
    env: all,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
  const { pid } = child
  if (pid === undefined) throw new Error('the program did not start')
  keepProgram(child, { args, env: all, cwd: cwd ?? process.cwd(), data })
  const output = collect(child)
  const ended = new Promise<Ending>(resolve => child.once('close', (code, signal) => resolve({ code, signal })))
  const over = () => child.exitCode !== null || child.signalCode !== null
  const ffmpegs = () => markedProcesses(mark).filter(isFfmpeg)
  return {
    pid,
    address: '',
    data,
    ended,
    over,
    output,
    log: () => output().split('\n').flatMap(jsonObject),
    ffmpegs,
    showing: text => processesWith(text, mark),
    end: async (signal = 'SIGTERM') => {
      if (!over()) process.kill(pid, signal)
      const ending = await bounded(ended, 10_000, `the program did not end on ${signal}; it wrote:\n${output()}`)
      await until(`no FFmpeg is left after ${signal}`, () => ffmpegs().length === 0, 5_000)
      return ending
    },
    close: async () => {
      if (!over()) process.kill(pid, 'SIGKILL')
      await ended
      for (const left of markedProcesses(mark)) killIfThere(left.pid)
      if (env.TUNNELCAM_DATA === undefined) rmSync(data, { recursive: true, force: true })
    },
  }
}

// A killed program's own children may hold its pipes open; `close` of ours must not wait for them for ever.
function collect(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', chunk => {
      text += chunk
    })
  }
  child.once('exit', () => {
    setTimeout(() => {
      child.stdout?.destroy()
      child.stderr?.destroy()
    }, 500).unref()
  })
  return () => text
}

function jsonObject(line: string): Record<string, unknown>[] {
  if (!line.startsWith('{')) return []
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? [{ ...value }] : []
  } catch (cause) {
    if (cause instanceof SyntaxError) return [] // a line still being written
    throw cause
  }
}

function bounded<T>(promise: Promise<T>, ms: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause
  }
}
