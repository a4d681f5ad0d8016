import { type Agent, startAgent } from '../agent/agent.ts'
import { findFfmpeg } from '../agent/ffmpeg/find.ts'
import { listDevices } from '../agent/v4l2/devices.ts'
import { givesPicture } from '../agent/v4l2/probe.ts'
import { Hub } from '../hub/hub.ts'
import type { Log } from '../hub/log.ts'
import { listen } from '../runtimes/node.ts'
import { dataFolder, openData } from './access/dataFolder.ts'
import { openGate } from './access/gate.ts'
import { announce } from './access/running.ts'
import { applySaved } from './cameras/applySaved.ts'
import { type Choice, choose } from './cameras/choose.ts'
import type { Flags } from './flags.ts'
import { type Stop, untilEnded } from './lifetime.ts'
import { openLog } from './log.ts'
import { openMetrics } from './metrics.ts'
import { whyNotListening } from './port.ts'
import { addresses } from './printed/addresses.ts'
import { colorsFor } from './printed/colors.ts'
import { isKept } from './printed/kept.ts'
import { type Started, startedFacts, welcome } from './printed/welcome.ts'
import { openPushes } from './push.ts'
import { version } from './version.ts'

/** Shows the cameras until the program is told to end, and gives the exit code. Throws CliError, ConfigError, AgentError. */
export async function serve(flags: Flags): Promise<number> {
  const log = await openLog(flags, flags.log === 'json' ? process.stdout : process.stderr)
  return untilEnded(signal => start(flags, log, signal), {
    stopping: signal => log.info({ signal }, `${signal === 'SIGINT' ? 'Ctrl-C' : signal}: ending.`),
    crashed: error => log.error({ err: error }, `This should not have happened, so tunnelcam ends: ${stackOf(error)}`),
  })
}

async function start(flags: Flags, log: Log, signal: AbortSignal): Promise<Stop> {
  const { env } = process
  const { TUNNEL_TOKEN, TUNNELCAM_RELAY_TOKEN } = env
  // FFmpeg and other children have no business with them
  delete env.TUNNEL_TOKEN
  delete env.TUNNELCAM_RELAY_TOKEN
  const search = findFfmpeg({ option: flags.ffmpeg, env, signal })
  search.catch(() => undefined) // told below, after what is wrong with the configuration
  const surroundings = {
    cwd: process.cwd(),
    env,
    listDevices: async (signal: AbortSignal) => listDevices(await search, signal),
    givesPicture: async (path: string, signal: AbortSignal) => givesPicture(path, await search, signal),
  }
  const choice = await choose(flags, surroundings, signal)
  const ffmpeg = await search
  const { config, why } = choice
  const { open, tunnel, relay } = config
  const openTunnel =
    tunnel && (await (await import('./tunnel/tunnel.ts')).prepareTunnel(tunnel, flags, { log, signal, TUNNEL_TOKEN }))
  const openUplink =
    relay && (await (await import('./relay/uplink.ts')).prepareUplink(relay, { TUNNELCAM_RELAY_TOKEN }))
  const folder = dataFolder(flags.data, env, process.platform)
  const doorkeeper = await openGate(config, await openData(folder, log), log)
  const { access } = doorkeeper.gate
  const hub = new Hub()
  const metrics = await openMetrics(hub, config, () => access.watching.counts(Date.now())).catch(async error => {
    await access.close()
    throw error
  })
  const opening = listen({ hub, log, ...doorkeeper, metrics: metrics.read, ...config.listen })
  const server = await opening.catch(async error => {
    await Promise.all([metrics.close(), access.close()])
    throw await whyNotListening(error, config.listen.host, config.listen.port)
  })
  const pushes = await openPushes(hub, config, access, log).catch(async error => {
    await Promise.all([server.close(), metrics.close()])
    await access.close()
    throw error
  })
  const agent = startAgent({ hub, config, ffmpeg, log })
  const closeUplink = openUplink?.(hub, log)
  const urls = addresses(server.url, config.listen.host, server.port)
  const push = pushes.addresses
  const note = announce(folder, urls[0] ?? server.url, { push })
  const codes = isKept(env, process.stdout) ? undefined : access.printedCodes
  print({ version: version(), config, why, urls, ffmpeg, open, tunnel, metrics: metrics.url, push, codes }, flags)
  const closeTunnel = openTunnel?.(hub, urls[0] ?? server.url, { open, codes, note })
  const watching = watch(choice, flags, agent, log)
  return async () => {
    await closeUplink?.() // before the cameras go: the relay is to remember them
    const closing = [
      server.close(),
      metrics.close(),
      pushes.close(),
      closeTunnel?.(),
      watching.then(stop => stop()),
      note.forget(),
    ]
    await Promise.all([agent.stop(), ...closing])
    await access.close()
  }
}

function print(started: Started, { log }: Flags): void {
  const { stdout } = process
  if (log === 'pretty') stdout.write(`${welcome(started, colorsFor(stdout))}\n`)
  else stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...startedFacts(started) })}\n`)
}

async function watch({ file, config }: Choice, flags: Flags, agent: Agent, log: Log): Promise<Stop> {
  if (file === undefined) return async () => undefined
  const { watchConfig } = await import('./cameras/watchConfig.ts') // the picture need not wait for it
  let now = config
  const watched = await watchConfig(file.path, file.config, news => {
    now = applySaved(news, { now, flags, file: file.path, agent, log })
  })
  return () => watched.close()
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
