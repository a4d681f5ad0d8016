import { accessSchema } from '../../config/schema/accessSchema.ts'
import type { Config } from '../../config.ts'
import { Hub } from '../../hub/hub.ts'
import type { Log } from '../../hub/log.ts'
import { Relay } from '../../hub/relay/relay.ts'
import { listen } from '../../runtimes/node.ts'
import { openRelayFolder } from '../../runtimes/relayFolder.ts'
import { dataFolder, openData } from '../access/dataFolder.ts'
import { openGate } from '../access/gate.ts'
import { announce } from '../access/running.ts'
import { type Flags, withFlags } from '../flags.ts'
import { type Stop, untilEnded } from '../lifetime.ts'
import { openLog } from '../log.ts'
import { openMetrics } from '../metrics.ts'
import { whyNotListening } from '../port.ts'
import { addresses } from '../printed/addresses.ts'
import { colorsFor } from '../printed/colors.ts'
import { isKept } from '../printed/kept.ts'
import { version } from '../version.ts'
import { relayFacts, relayWelcome } from './welcome.ts'

/** How often it is looked which cameras are to be remembered. */
const REVIEW_MS = 3600_000

/** Shows the cameras of agents elsewhere until the program is told to end, and gives the exit code. Throws CliError. */
export async function relay(flags: Flags): Promise<number> {
  const log = await openLog(flags, flags.log === 'json' ? process.stdout : process.stderr)
  return untilEnded(() => start(flags, log), {
    stopping: signal => log.info({ signal }, `${signal === 'SIGINT' ? 'Ctrl-C' : signal}: ending.`),
    crashed: error => log.error({ err: error }, `This should not have happened, so tunnelcam ends: ${error}`),
  })
}

async function start(flags: Flags, log: Log): Promise<Stop> {
  const { env, stdout } = process
  const config = configOf(flags)
  const folder = dataFolder(flags.data, env, process.platform)
  const doorkeeper = await openGate(config, await openData(folder, log), log, { relay: true })
  const { access } = doorkeeper.gate
  const hub = new Hub()
  const undo: Stop[] = [() => access.close()]
  try {
    const taking = await Relay.open(hub, await openRelayFolder(folder, log), log)
    undo.unshift(async () => taking.close())
    const reviewing = setInterval(() => taking.review(Date.now()), REVIEW_MS)
    undo.unshift(async () => clearInterval(reviewing))
    const metrics = await openMetrics(hub, config, () => access.watching.counts(Date.now()))
    undo.unshift(() => metrics.close())
    const opening = listen({ hub, log, ...doorkeeper, relay: taking, metrics: metrics.read, ...config.listen })
    const server = await opening.catch(async error => {
      throw await whyNotListening(error, config.listen.host, config.listen.port)
    })
    undo.unshift(() => server.close())
    const urls = addresses(server.url, config.listen.host, server.port)
    const note = announce(folder, urls[0] ?? server.url, { relay: true })
    undo.unshift(() => note.forget())
    const codes = isKept(env, stdout) ? undefined : access.printedCodes
    const started = {
      version: version(),
      urls,
      open: config.open,
      codes,
      metrics: metrics.url,
      cameras: hub.cameras.size,
    }
    if (flags.log === 'pretty') stdout.write(`${relayWelcome(started, colorsFor(stdout))}\n`)
    else stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...relayFacts(started) })}\n`)
  } catch (error) {
    await stopAll(undo)
    throw error
  }
  return () => stopAll(undo)
}

/** What is said on the command line; a relay has no cameras of its own. */
function configOf(flags: Flags): Config {
  const access = accessSchema.parse(flags.access ?? {})
  return withFlags({ listen: { host: '127.0.0.1', port: 8080 }, open: false, access, cameras: [] }, flags)
}

async function stopAll(undo: readonly Stop[]): Promise<void> {
  for (const stop of undo) await stop()
}
