import { homedir } from 'node:os'
import { join } from 'node:path'
import { CliError } from '../error.ts'
import { KEPT } from '../printed/kept.ts'
import { type Keeper, type Run, saidOf } from './keeper.ts'
import { plistText } from './plist.ts'

/** The launchd of a Mac, for the user with this number. Never run on one: written by its manual (launchctl(1)). */
export function launchd(uid: number, run: Run, home = homedir()): Keeper {
  const file = join(home, 'Library', 'LaunchAgents', `${LABEL}.plist`)
  const log = join(home, 'Library', 'Logs', 'tunnelcam.log')
  const target = `gui/${uid}`
  return {
    file,
    // Its log is a file that stays: no codes in it.
    describe: async line => plistText({ ...line, env: { ...line.env, [KEPT]: '1' } }, LABEL, log),
    start: async () => {
      await run('launchctl', ['bootout', `${target}/${LABEL}`]) // it fails where none runs
      const result = await run('launchctl', ['bootstrap', target, file])
      if (result.exitCode !== 0) throw new CliError(1, `launchctl bootstrap ${target} failed: ${saidOf(result)}`)
    },
    stop: async () => {
      await run('launchctl', ['bootout', `${target}/${LABEL}`])
    },
    forget: async () => undefined,
    status: ['launchctl', 'print', `${target}/${LABEL}`],
    next: [[`tail -f ${log}`, 'its log']],
  }
}

const LABEL = 'tunnelcam'
