import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { CliError } from '../error.ts'
import { KEPT } from '../printed/kept.ts'
import { type Keeper, type Run, saidOf } from './keeper.ts'
import { plistText } from './plist.ts'

/** The launchd of a Mac, for the user with this number. Never run on one: written by its manual (launchctl(1)). */
export function launchd(uid: number, run: Run, home = homedir()): Keeper {
  const file = join(home, 'Library', 'LaunchAgents', `${LABEL}.plist`)
  const log = join(home, 'Library', 'Logs', 'tunnelcam.log')
  const target = `gui/${uid}`
  /** bootout does not wait for the program's end, and what has not ended can't be started anew. */
  const end = async () => {
    await run('launchctl', ['bootout', `${target}/${LABEL}`]) // it fails where none runs
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      if ((await run('launchctl', ['print', `${target}/${LABEL}`])).exitCode !== 0) return
      await pause(LOOK_MS)
    }
  }
  return {
    file,
    // Its log is a file that stays: no codes in it.
    describe: async line => plistText({ ...line, env: { ...line.env, [KEPT]: '1' } }, LABEL, log),
    start: async () => {
      await end()
      const result = await run('launchctl', ['bootstrap', target, file])
      if (result.exitCode !== 0) throw new CliError(1, `launchctl bootstrap ${target} failed: ${saidOf(result)}`)
    },
    stop: end,
    forget: async () => undefined,
    status: ['launchctl', 'print', `${target}/${LABEL}`],
    next: [[`tail -f ${log}`, 'its log']],
  }
}

const LABEL = 'tunnelcam'
/** 20 s: it is killed after 15 (ExitTimeOut). */
const [LOOK_MS, MOST_LOOKS] = [200, 100]
