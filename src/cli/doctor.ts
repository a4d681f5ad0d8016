import { findFfmpeg } from '../agent/ffmpeg/find.ts'
import { findCloudflared } from '../agent/tunnel/find.ts'
import { listDevices } from '../agent/v4l2/devices.ts'
import { type Colors, colorsFor } from './colors.ts'
import { examineCameras } from './doctor/cameras.ts'
import { examineConfig } from './doctor/config.ts'
import { examineFfmpeg, howToGetFfmpeg } from './doctor/ffmpeg.ts'
import { type Finding, isWell } from './doctor/finding.ts'
import { examinePort } from './doctor/port.ts'
import { examineTunnel } from './doctor/tunnel.ts'
import type { Flags } from './flags.ts'

/**
 * Prints what is there and what is missing for a picture, each gap with the command that mends it. Gives exit code 0 when
 * a picture can be had, 1 when not.
 */
export async function doctor(flags: Flags, json: boolean): Promise<number> {
  const { env, platform } = process
  const search = findFfmpeg({ option: flags.ffmpeg, env })
  search.catch(() => undefined) // told among the findings
  const install = await howToGetFfmpeg(platform)
  const config = examineConfig(flags, process.cwd(), env)
  const findings = (
    await Promise.all([
      examineFfmpeg(search, install),
      examineCameras(search.then(listDevices), platform),
      config.then(({ findings }) => findings),
      config.then(({ listen }) => examinePort(listen)),
      examineTunnel(findCloudflared({ option: flags.cloudflared, env }), platform),
    ])
  ).flat()
  const well = isWell(findings)
  const text = json ? JSON.stringify({ well, findings }, null, 2) : doctorText(findings, colorsFor(process.stdout))
  process.stdout.write(`${text}\n`)
  return well ? 0 : 1
}

/** The findings for people, the commands that mend them on lines of their own. */
export function doctorText(findings: readonly Finding[], { bold, cyan, dim, green, red, yellow }: Colors): string {
  const marks = { ok: green('✓'), gap: yellow('!'), missing: red('✗') }
  const wide = Math.max(...findings.map(({ what }) => what.length))
  const lines = findings.flatMap(({ state, what, detail, mend }) => [
    `${marks[state]} ${bold(what.padEnd(wide))}  ${detail}`,
    ...(mend === undefined ? [] : [`    ${dim('mend:')} ${cyan(mend)}`]),
  ])
  const end = isWell(findings)
    ? green('All is well for a picture: tunnelcam shows it.')
    : red('No picture yet: mend what has a ✗.')
  return [...lines, '', end].join('\n')
}
