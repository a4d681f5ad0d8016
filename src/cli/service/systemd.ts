import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { CliError } from '../error.ts'
import { BY_HAND, type Keeper, type Run, saidOf } from './keeper.ts'
import { unitText } from './unit.ts'

/** The systemd of this user. */
export function systemd(env: Readonly<Record<string, string | undefined>>, run: Run): Keeper {
  const systemctl = (...args: readonly string[]) => run('systemctl', ['--user', ...args])
  const must = async (...args: readonly string[]) => {
    const result = await systemctl(...args)
    if (result.exitCode !== 0) throw new CliError(1, `systemctl --user ${args.join(' ')} failed: ${saidOf(result)}`)
  }
  return {
    file: join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'systemd', 'user', UNIT),
    describe: async line => unitText(line, await versionOf(systemctl)),
    start: async () => {
      await must('daemon-reload')
      await must('enable', UNIT)
      await must('restart', UNIT)
    },
    stop: async () => {
      await versionOf(systemctl)
      await must('disable', '--now', UNIT).catch(async cause => {
        // One that systemd does not know runs nowhere: no more is to be done.
        const { stdout } = await systemctl('show', '--property=LoadState', UNIT)
        if (stdout.trim() !== 'LoadState=not-found') throw cause
      })
    },
    forget: async () => {
      await must('daemon-reload')
      await systemctl('reset-failed', UNIT) // it fails where there is nothing to forget
    },
    status: ['systemctl', '--user', 'status', '--no-pager', UNIT],
    next: [
      ['journalctl --user --unit tunnelcam --follow', 'its log'],
      ['loginctl enable-linger', 'to have it run from boot on: else only while you are logged in'],
    ],
  }
}

const UNIT = 'tunnelcam.service'

async function versionOf(systemctl: (...args: readonly string[]) => ReturnType<Run>): Promise<number> {
  const result = await systemctl('show', '--property=Version')
  if (result.error === 'ENOENT')
    throw new CliError(1, 'There is no systemctl here, and without systemd tunnelcam can install no service.', {
      hint: BY_HAND,
    })
  if (result.exitCode !== 0)
    throw new CliError(1, `The systemd of this user does not answer: ${saidOf(result)}`, {
      hint: existsSync(BOOTED) ? LOG_IN : NOT_BOOTED,
    })
  const version = Number(/\d+/.exec(result.stdout)?.[0] ?? OLDEST)
  if (version >= OLDEST) return version
  throw new CliError(1, `A service needs systemd ${OLDEST} or newer; here is ${version}.`)
}

const OLDEST = 244

/** It is there where systemd started the machine (sd_booted(3)). */
const BOOTED = '/run/systemd/system'
const LOG_IN = 'Log in as the user that it is for: su and sudo are no login. For all of a machine, see docs/install.md.'
const NOT_BOOTED =
  'Systemd did not start this machine. In WSL it does with systemd=true below [boot] in /etc/wsl.conf; for a container see docs/install.md.'
