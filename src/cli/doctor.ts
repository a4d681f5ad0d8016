import { findFfmpeg } from '../agent/ffmpeg/find.ts'
import { listMicrophones } from '../agent/sound/microphones.ts'
import { findCloudflared } from '../agent/tunnel/find.ts'
import { listDevices } from '../agent/v4l2/devices.ts'
import { dataFolder } from './access/dataFolder.ts'
import { running } from './access/running.ts'
import { examineCameras } from './doctor/cameras.ts'
import { type ConfigExamined, examineConfig } from './doctor/config.ts'
import { examineFfmpeg, howToGetFfmpeg } from './doctor/ffmpeg.ts'
import { type Finding, isWell } from './doctor/finding.ts'
import { examineHardware } from './doctor/hardware.ts'
import { examineMicrophones } from './doctor/microphones.ts'
import { examinePort } from './doctor/port.ts'
import { examineTunnel } from './doctor/tunnel.ts'
import type { Flags } from './flags.ts'
import { type Colors, colorsFor } from './printed/colors.ts'

/**
 * Prints what is there and what is missing for a picture, each gap with the command that mends it; with --tunnel also
 * what a way from the internet is good for. Gives exit code 0 when a picture can be had, 1 when not.
 */
export async function doctor(flags: Flags, json: boolean): Promise<number> {
  const { env, platform } = process
  const search = findFfmpeg({ option: flags.ffmpeg, env })
  search.catch(() => undefined) // told among the findings
  const install = await howToGetFfmpeg(platform)
  const config = examineConfig(flags, process.cwd(), env)
  const here = await Promise.all([
    examineFfmpeg(search, install),
    examineHardware(search, platform),
    examineCameras(search.then(listDevices), platform),
    examineMicrophones(search.then(listMicrophones), platform),
    config.then(({ findings }) => findings),
    config.then(async ({ listen }) => examinePort(listen, await runningHere(flags))),
    examineTunnel(findCloudflared({ option: flags.cloudflared, env }), platform),
  ])
  const measured = flags.tunnel === true || flags.tunnelHostname !== undefined
  const findings = [...here.flat(), ...(measured ? await measureTunnel(await config, flags, json) : [])]
  const well = isWell(findings)
  const goal = measured ? 'a picture from anywhere' : 'a picture'
  const text = json
    ? JSON.stringify({ well, findings }, null, 2)
    : doctorText(findings, colorsFor(process.stdout), goal)
  process.stdout.write(`${text}\n`)
  return well ? 0 : 1
}

async function runningHere({ data }: Flags): Promise<string[]> {
  return (await running(dataFolder(data, process.env, process.platform))).map(({ url }) => url)
}

async function measureTunnel(config: ConfigExamined, flags: Flags, json: boolean): Promise<Finding[]> {
  if (!json) process.stderr.write(`${colorsFor(process.stderr).dim('Measuring a tunnel: a minute or two.')}\n`)
  const { throughTunnel } = await import('./doctor/measuring.ts')
  return throughTunnel(config, flags)
}

/** The findings for people, the commands that mend them on lines of their own; `goal`: what was asked for. */
export function doctorText(
  findings: readonly Finding[],
  { bold, cyan, dim, green, red, yellow }: Colors,
  goal = 'a picture',
): string {
  const marks = { ok: green('✓'), gap: yellow('!'), missing: red('✗') }
  const wide = Math.max(...findings.map(({ what }) => what.length))
  const lines = findings.flatMap(({ state, what, detail, mend }) => [
    `${marks[state]} ${bold(what.padEnd(wide))}  ${detail}`,
    ...(mend === undefined ? [] : [`    ${dim('mend:')} ${cyan(mend)}`]),
  ])
  const end = isWell(findings)
    ? green(`All is well for ${goal}: tunnelcam shows it.`)
    : red(`No${goal.slice(1)} yet: mend what has a ✗.`)
  return [...lines, '', end].join('\n')
}
