import { parseArgs } from 'node:util'
import { startAgent } from '../src/agent/agent.ts'
import { findFfmpeg } from '../src/agent/ffmpeg/find.ts'
import { cameraFromSource } from '../src/config/camera.ts'
import { Hub } from '../src/hub/hub.ts'
import { syncFigures } from '../test/support/sync/figures.ts'
import { flashingPicture, flashLateMs } from '../test/support/sync/flashes.ts'
import { measureSync } from '../test/support/sync/measure.ts'
import { pulseServer } from '../test/support/sync/pulseServer.ts'
import { machine, named } from './machine.ts'

// npm run bench:sync -- [--minutes 10] [--card 48010]: how far a beep is from the flash that it belongs to, in HLS, where the
// picture comes from one device and the sound from another, whose clock runs at so many samples a second and says 48000.
const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, card: { type: 'string', default: '48010' } },
})
const minutes = Number(options.minutes)
const card = Number(options.card)
if (!(minutes > 0)) throw new Error(`--minutes: expected a number of minutes, got "${options.minutes}"`)
if (!(card > 40_000 && card < 60_000)) throw new Error(`--card: expected samples a second, got "${options.card}"`)

const nothing = () => undefined
const warn = (_: object, text: string) => void process.stderr.write(`${text}\n`)
const log = { debug: nothing, info: nothing, warn, error: warn }
const pulse = await pulseServer()
await pulse.plugIn('mic', card)
Object.assign(process.env, pulse.env)
const camera = cameraFromSource('ffmpeg:', { id: 'sync', ffmpeg: [...flashingPicture], audio: 'pulse:mic' })
const hub = new Hub()
const listen = { host: '127.0.0.1', port: 0 }
const ffmpeg = await findFfmpeg({ env: process.env })
const agent = startAgent({ hub, config: { listen, open: false, cameras: [camera] }, ffmpeg, log })
let stopped = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (stopped = true))

const all: { at: number; ms: number }[] = []
const watched = hub.cameras.get('sync')
if (!watched) throw new Error('the agent added no camera')
watched.demand.hold('video')
for await (const offset of measureSync(watched, minutes * 60)) {
  all.push({ at: offset.at, ms: offset.ms + flashLateMs })
  if (all.length % 60 === 0) process.stderr.write(`${JSON.stringify(rounded(all.slice(-60)))}\n`)
  if (stopped) break
}
await agent.stop()
await pulse.close()
process.stdout.write(`\n${named(await machine())}; a sound card of ${card} samples a second\n\n`)
process.stdout.write('Sound after picture in ms, by beep and flash in HLS; less than 0: before it.\n')
process.stdout.write(`${JSON.stringify(rounded(all), null, 2)}\n`)

function rounded(some: typeof all): Record<string, number> {
  return Object.fromEntries(
    Object.entries(syncFigures(some)).map(([name, value]) => [name, Math.round(value * 10) / 10]),
  )
}
