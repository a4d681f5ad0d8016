import { AgentError } from '../agent/error.ts'
import { ConfigError } from '../config/error.ts'
import { maskPassword } from '../config/mask.ts'
import { CliError } from './error.ts'
import { checkFlags, type Flags } from './flags.ts'
import { colorsFor } from './printed/colors.ts'
import { type Asked, readCommandLine } from './program.ts'

/** Does what the command line (without the program's name) asks for, and gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  // Whoever read our output may be gone (a closed terminal, `| head`): no reason to crash.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  let log: Flags['log'] = 'pretty'
  try {
    const asked = readCommandLine(args, text => process.stdout.write(text))
    if (asked.kind === 'said') return 0
    log = asked.flags.log
    checkFlags(asked.flags)
    return await run(asked)
  } catch (error) {
    report(error, log)
    return error instanceof CliError ? error.exitCode : error instanceof ConfigError ? 2 : 1
  }
}

// Each command is loaded when it is asked for: the picture must not wait for the doctor.
async function run(asked: Exclude<Asked, { kind: 'said' }>): Promise<number> {
  if (asked.kind === 'serve') return (await import('./serve.ts')).serve(asked.flags)
  if (asked.kind === 'relay') return (await import('./relay/relay.ts')).relay(asked.flags)
  if (asked.kind === 'doctor') return (await import('./doctor.ts')).doctor(asked.flags, asked.json)
  if (asked.kind === 'devices') return (await import('./devices.ts')).devices(asked.flags, asked.json)
  if (asked.kind === 'share') return (await import('./access/share.ts')).share(asked.flags, asked.wish, asked.json)
  if (asked.kind === 'revoke') return (await import('./access/shares.ts')).revoke(asked.flags, asked.which, asked.json)
  if (asked.kind === 'shares') return (await import('./access/shares.ts')).shares(asked.flags, asked.json)
  if (asked.kind === 'completion') {
    process.stdout.write(asked.script)
    return 0
  }
  if (asked.kind === 'service')
    return (await import('./service/service.ts')).service(asked.what, asked.flags, asked.args)
  const { link, rotate } = await import('./access/link.ts')
  return asked.kind === 'link' ? link(asked.flags, asked.json) : rotate(asked.flags, asked.json)
}

function report(error: unknown, log: Flags['log']): void {
  const known = error instanceof CliError || error instanceof ConfigError || error instanceof AgentError
  const message = maskPassword(
    known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error),
  )
  const hint = error instanceof CliError || error instanceof AgentError ? error.hint : undefined
  if (log === 'json') {
    const problems = error instanceof ConfigError ? { problems: error.problems } : {}
    const line = { level: 'fatal', time: new Date().toISOString(), ...problems, hint, msg: message }
    process.stdout.write(`${JSON.stringify(line)}\n`)
    return
  }
  const { red, dim } = colorsFor(process.stderr)
  const lines = message.split('\n').map((line, i) => (i === 0 || known ? `${red('tunnelcam:')} ${line}` : line))
  process.stderr.write(`${[...lines, ...(hint ? [dim(`           ${hint}`)] : [])].join('\n')}\n`)
}
