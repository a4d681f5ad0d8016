import { spawnSync } from 'node:child_process'
import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { output } from '../../agent/process/output.ts'
import { CliError } from '../error.ts'
import type { Flags } from '../flags.ts'
import { colorsFor } from '../printed/colors.ts'
import { shellQuoted } from '../shellQuoted.ts'
import { checkService } from './checkService.ts'
import { BY_HAND, type Keeper, MARK, type Run, type ServiceLine } from './keeper.ts'
import { launchd } from './launchd.ts'
import { systemd } from './systemd.ts'

/** Installs, removes or shows the service of this user, and gives the exit code. Throws CliError, ConfigError, AgentError. */
export async function service(
  what: 'install' | 'remove' | 'status',
  flags: Flags,
  args: readonly string[],
): Promise<number> {
  const keeper = keeperHere()
  if (what === 'install') return install(keeper, flags, args)
  const there = await isOurs(keeper)
  if (!there && what === 'remove') return tell(`There is no service of yours to remove: no ${keeper.file}.`)
  if (!there)
    throw new CliError(1, `There is no service of yours: no ${keeper.file}.`, {
      hint: 'tunnelcam service install makes one.',
    })
  return what === 'remove' ? remove(keeper) : status(keeper)
}

async function install(keeper: Keeper, flags: Flags, args: readonly string[]): Promise<number> {
  const { env, argv, execPath, versions } = process
  const entry = await realpath(argv[1] ?? '')
  await checkService(flags, { args, cwd: process.cwd(), env, entry })
  const line: ServiceLine = {
    // Deno asks before it lets a program do anything, and nobody is there to answer.
    command: [execPath, ...(versions.deno === undefined ? [] : ['run', '-A']), entry, ...args],
    folder: process.cwd(),
    env: Object.fromEntries(KEPT_VARIABLES.flatMap(name => (env[name] ? [[name, env[name]]] : []))),
  }
  const text = await keeper.describe(line)
  const again = await isOurs(keeper)
  await mkdir(dirname(keeper.file), { recursive: true })
  await writeFile(keeper.file, text, { mode: 0o600 })
  await keeper.start().catch(async cause => {
    if (!again) await withdraw(keeper)
    throw cause
  })
  const data = args.filter(arg => arg.startsWith('--data=')).map(arg => ` ${typed(arg)}`)
  const next = [
    ...(flags.open ? [] : ([[`tunnelcam link${data}`, 'its links, with a QR code']] as const)),
    ['tunnelcam service status', 'how it is'],
    ...keeper.next,
    ['tunnelcam service remove', 'to end it'],
  ] as const
  const { cyan } = colorsFor(process.stdout)
  const wide = Math.max(...next.map(([command]) => command.length))
  return tell(
    [
      `${again ? 'Changed and started again' : 'Installed and started'}: ${keeper.file}`,
      '',
      ...next.map(([command, why]) => `  ${cyan(command.padEnd(wide))}  ${why}`),
    ].join('\n'),
  )
}

/** As if it had not been installed, as far as its keeper still answers: why it did not start is what is to be told. */
async function withdraw(keeper: Keeper): Promise<void> {
  await keeper.stop().catch(() => undefined)
  await rm(keeper.file, { force: true })
  await keeper.forget().catch(() => undefined)
}

/** A word as it is typed in a shell. */
function typed(word: string): string {
  return /^[\w%+,./:=@-]+$/.test(word) ? word : shellQuoted(word)
}

async function remove(keeper: Keeper): Promise<number> {
  await keeper.stop()
  await rm(keeper.file, { force: true })
  await keeper.forget()
  return tell(`Stopped and removed: ${keeper.file}. Links and their key stay in the data folder.`)
}

/** Its own words, on this very terminal, with the code that says the same to programs. */
function status({ status: [file, ...args] }: Keeper): number {
  const { status, error } = spawnSync(file, args, { stdio: 'inherit' })
  if (error) throw new CliError(1, `${file} could not be asked: ${error.message}`)
  return status ?? 1
}

function keeperHere(): Keeper {
  const { env, platform } = process
  if (env.SUDO_USER && process.getuid?.() === 0) {
    throw new CliError(1, 'A service is of one user, and behind sudo that would be root.', {
      hint: 'Leave sudo out. For all of a machine, see docs/install.md.',
    })
  }
  const run: Run = (file, args) => output(file, args, { seconds: 60 })
  if (platform === 'linux') return systemd(env, run)
  if (platform === 'darwin') return launchd(process.getuid?.() ?? 501, run)
  throw new CliError(1, `A service is kept by systemd or launchd, and ${platform} has neither.`, {
    hint: BY_HAND,
  })
}

/** Whether its file is there. Throws a CliError when somebody else wrote it. */
async function isOurs({ file }: Keeper): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(cause => {
    if (cause.code === 'ENOENT') return undefined
    throw new CliError(1, `${file} can't be read: ${cause.code ?? cause.message}.`, { cause })
  })
  if (text === undefined || text.includes(MARK)) return text !== undefined
  throw new CliError(1, `${file} was not written by tunnelcam, so it is left alone.`, {
    hint: 'Move it away to have tunnelcam write one.',
  })
}

function tell(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

/** What of a shell's environment a service needs to find what that shell found. Tokens stay out: a unit is no place for them. */
const KEPT_VARIABLES = [
  ...['PATH', 'TUNNELCAM_DATA', 'TUNNELCAM_FFMPEG', 'CLOUDFLARED_BIN', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'],
]
