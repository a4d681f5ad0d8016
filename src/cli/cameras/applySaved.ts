import { changes } from '../../config/changes.ts'
import { ConfigError } from '../../config/error.ts'
import type { CameraConfig, Config } from '../../config.ts'
import type { Log } from '../../hub/log.ts'
import { CliError } from '../error.ts'
import { type Flags, withFlags } from '../flags.ts'

/** Where a saved configuration goes: what is in force `now`, and who is told. */
export interface Applying {
  readonly now: Config
  readonly flags: Flags
  readonly file: string
  readonly agent: { apply(config: Config): void }
  readonly log: Log
}

/** Puts a saved configuration into force and says what it changed; a broken one changes nothing. Gives what is in force then. */
export function applySaved(news: Config | ConfigError, { now, flags, file, agent, log }: Applying): Config {
  const next = news instanceof ConfigError ? news : usable(news, flags)
  if (next instanceof Error) {
    const problems = next instanceof ConfigError ? next.problems : []
    log.error({ file, problems }, `${next.message}\nThe cameras go on as before.`)
    return now
  }
  const { added, removed, changed } = changes(now, next)
  agent.apply(next)
  const parts = [said('added', added), said('removed', removed), said('restarted', changed)].filter(Boolean)
  const facts = { file, added: ids(added), removed: ids(removed), changed: ids(changed) }
  log.info(facts, `${file} was saved: ${parts.join(', ') || 'no camera changed'}.`)
  if (outside(now) !== outside(next)) {
    const what = 'Another address or other access (listen, open, tunnel, relay, metrics, push, access)'
    log.warn({ file }, `${what} is taken up when tunnelcam is started again.`)
  }
  return next
}

/** What decides on who reaches us, as one text. */
function outside({ listen, open, tunnel, relay, metrics, push, access }: Config): string {
  return JSON.stringify([listen, open, tunnel, relay, metrics, push, access])
}

function usable(config: Config, flags: Flags): Config | CliError {
  try {
    return withFlags(config, flags)
  } catch (error) {
    if (error instanceof CliError) return error
    throw error
  }
}

function said(what: string, cameras: readonly CameraConfig[]): string {
  return cameras.length > 0 ? `${what} ${ids(cameras).join(', ')}` : ''
}

function ids(cameras: readonly CameraConfig[]): string[] {
  return cameras.map(({ id }) => id)
}
