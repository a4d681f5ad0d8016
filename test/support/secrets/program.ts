import type { ChildProcess } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { codeOf } from '../../../src/access/code.ts'
import { takesScripts } from '../ffmpeg.ts'
import { secretsIn } from './answers.ts'
import { keep, RUN_FOLDER, secret } from './kept.ts'

/** How a program was started. */
export interface Start {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Its data folder. */
  readonly data: string
}

const LOOK_MS = 50

/** The commands whose answer is a link or an address that they have made: whoever runs them asks for just that. */
const HANDING_OUT_NEW = ['share', 'embed']
/** And those that tell the two links of the program itself, as it does when it starts, but not in a log. */
const HANDING_OUT_OWN = ['link', 'rotate']

/**
 * Keeps all that a program writes, the files of its data folder but for the key, and the command lines of what it starts
 * (Linux); and has the secrets looked for that it was given or has made.
 */
export function keepProgram(child: ChildProcess, start: Start): void {
  if (process.env[RUN_FOLDER] === undefined) return // the benchmark measures the program alone
  for (const given of secretsGiven(start)) secret(given)
  const name = `tunnelcam ${start.args[0] ?? ''}`
  const own = new Set<string>()
  const learn = () => {
    for (const made of secretsMade(start.data)) own.add(secret(made))
  }
  const written = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', text => {
      written[stream] += text
    })
    child[stream]?.once('data', learn)
  }
  const lines = new Set<string>()
  const typed = child.spawnargs.join(' ')
  // An FFmpeg before 5.0 can be given an address nowhere else: README says so, and the doctor.
  const shown = new Set<string>()
  const look = () => {
    for (const line of commandLines(child.pid ?? 0)) lines.add(line)
    if (!takesScripts()) for (const given of secretsGiven(start)) shown.add(secret(given)) // a saved change says others
  }
  const looking = setInterval(look, LOOK_MS).unref()
  child.once('close', () => {
    clearInterval(looking)
    look()
    learn()
    // Until the program has written it over, its own line is what its user has typed.
    keep(`the process list of ${name}`, [...lines].filter(line => line !== typed).join('\n'), [...shown])
    keep(`the stderr of ${name}`, written.stderr)
    keep(`the stdout of ${name}`, written.stdout, handedOut(start.args, written.stdout, own))
    for (const { file, text } of filesOf(start.data)) keep(`the file ${file} of ${name}`, text)
  })
}

/** The secrets that stdout is there to tell. */
function handedOut(args: readonly string[], stdout: string, own: ReadonlySet<string>): string[] {
  const command = args[0] ?? ''
  if (HANDING_OUT_NEW.includes(command))
    return secretsIn(stdout)
      .filter(made => !own.has(made))
      .map(secret)
  const isLog = args.join(' ').includes('--log json') && !HANDING_OUT_OWN.includes(command)
  return isLog ? [] : secretsIn([...own].join('\n')) // the codes, not the key
}

/** Passwords in addresses, and tunnel tokens: in arguments, in the environment, in the configuration and what it names. */
function secretsGiven({ args, env, cwd }: Start): string[] {
  const named = args[args.indexOf('--config') + 1]
  const config = resolve(cwd, args.includes('--config') && named !== undefined ? named : 'tunnelcam.yaml')
  const text = existsSync(config) ? readFileSync(config, 'utf8') : ''
  const [, tokenFile] = /tokenFile: *"?([^\s",}]+)/.exec(text) ?? []
  const token = tokenFile === undefined ? env.TUNNEL_TOKEN : readIfThere(resolve(dirname(config), tokenFile))
  const passwords = [...`${args.join('\n')}\n${text}`.matchAll(/\w:\/\/[^\s:/@]*:([^\s"@/]+)@/g)].map(
    ([, found = '']) => found,
  )
  return [...passwords, ...passwords.map(decodeURIComponent), ...(token ? [token.trim()] : [])]
}

/** The key as its file spells it, and the codes that are made of it. */
function secretsMade(folder: string): string[] {
  const text = readIfThere(join(folder, 'key')).trim()
  if (text === '') return []
  const key = Buffer.from(text, 'base64url')
  const codes = ['owner', 'viewer'].map(name => codeOf(createHmac('sha256', key).update(`code:${name}`).digest()))
  return [text, key.toString('base64'), key.toString('hex'), ...codes]
}

function filesOf(folder: string): { file: string; text: string }[] {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const paths = entries
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter(path => path !== join(folder, 'key'))
  return paths.map(path => ({ file: path.slice(folder.length + 1), text: readIfThere(path) }))
}

/** Of a process and all that it has started, as `ps` shows them; none where there is no /proc. */
function commandLines(pid: number): string[] {
  const own = readIfThere(`/proc/${pid}/cmdline`).split('\0').join(' ').trim()
  const children = readIfThere(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean)
  return [...(own === '' ? [] : [own]), ...children.flatMap(child => commandLines(Number(child)))]
}

// '' for what is gone in between, or not there at all.
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
