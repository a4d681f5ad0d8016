import type { Command, Option } from 'commander'
import { CliError } from '../error.ts'
import { flagsOf } from '../options.ts'
import type { Asked } from '../program.ts'
import { argumentsOf } from './argumentsOf.ts'

/** Adds `service install`, which takes what a plain run takes (`options`), `service remove` and `service status`. */
export function addServiceCommands(
  program: Command,
  options: readonly Option[],
  source: string,
  found: (asked: Asked) => void,
): void {
  const service = program
    .command('service')
    .description('have it start by itself and go on: install, remove or status of a service of yours')
    .helpOption('-h, --help', 'print this help')
    .argument('[what]')
    .usage('install|remove|status')
    .addHelpText('after', examples)
    .action((what?: string) => {
      throw new CliError(2, `service: expected install, remove or status${what ? `, got "${what}"` : ''}`, {
        hint: 'tunnelcam service --help shows examples.',
      })
    })
  const add = (name: string, description: string) =>
    service.command(name).description(description).helpOption('-h, --help', 'print this help')
  const install = add('install', 'start it now and at each login, with the options that a plain tunnelcam takes')
    .argument('[source]', source)
    .addHelpText('after', examples)
  for (const option of options) install.addOption(option)
  install.action((source?: string) => {
    const flags = flagsOf(install.optsWithGlobals(), source)
    found({ kind: 'service', what: 'install', flags, args: argumentsOf(install, source) })
  })
  add('remove', 'stop it and start it no more').action(() => found({ kind: 'service', what: 'remove', ...nothing() }))
  add('status', 'say how it is').action(() => found({ kind: 'service', what: 'status', ...nothing() }))
}

function nothing() {
  return { flags: flagsOf({}), args: [] }
}

const examples = `
On Linux it is a user unit of systemd, on a Mac an agent of launchd (not run here, no Mac).

Examples:
  tunnelcam service install /dev/video0 --tunnel
  tunnelcam service install --config cameras.yaml   where an address holds a password, it belongs in a file
  tunnelcam link                                    the link, which is kept out of logs
  journalctl --user --unit tunnelcam --follow       its log, on Linux
  loginctl enable-linger                            on Linux: from boot on, without a login
  tunnelcam service remove
`
