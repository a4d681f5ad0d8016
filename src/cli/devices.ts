import { findFfmpeg } from '../agent/ffmpeg/find.ts'
import { listMicrophones, type Microphone } from '../agent/sound/microphones.ts'
import { type Device, listDevices } from '../agent/v4l2/devices.ts'
import type { Flags } from './flags.ts'
import { type Colors, colorsFor } from './printed/colors.ts'

/**
 * Prints the cameras of this machine, for people (then also its microphones) or as JSON, and gives the exit code. Throws
 * AgentError without FFmpeg.
 */
export async function devices(flags: Flags, json: boolean): Promise<number> {
  const ffmpeg = await findFfmpeg({ option: flags.ffmpeg, env: process.env })
  const found = await listDevices(ffmpeg)
  const colors = colorsFor(process.stdout)
  const text = json
    ? JSON.stringify(found, null, 2)
    : `${devicesText(found, colors)}${microphonesText(await listMicrophones(ffmpeg), colors)}`
  process.stdout.write(`${text}\n`)
  return 0
}

/** The microphones, one a line as `--audio` takes them, after an empty line; '' where there is none. */
export function microphonesText(microphones: readonly Microphone[], { bold }: Colors): string {
  return microphones.map(({ source, name }, index) => `\n${index === 0 ? '\n' : ''}${bold(source)}  ${name}`).join('')
}

/** The cameras with their formats, one a line: `mjpeg  1920x1080 30 fps · 640x480 15, 30 fps`. */
export function devicesText(devices: readonly Device[], colors: Colors): string {
  if (devices.length === 0) return 'No camera was found. tunnelcam doctor says more.'
  return devices.map(device => deviceLines(device, colors).join('\n')).join('\n\n')
}

function deviceLines({ path, name, formats, problem, stable }: Device, { bold, dim, yellow }: Colors): string[] {
  const wide = Math.max(0, ...formats.map(({ format }) => format.length))
  return [
    `${bold(path)}  ${name}`,
    ...(stable === undefined ? [] : [dim(`  wherever it is plugged in: ${stable}`)]),
    ...(problem === undefined ? [] : [`  ${yellow(problem)}`]),
    ...formats.map(
      ({ format, sizes }) => `  ${format.padEnd(wide)}  ${sizes.map(sizeText).join(dim(' · ')) || 'sizes unknown'}`,
    ),
  ]
}

function sizeText({ width, height, rates }: Device['formats'][number]['sizes'][number]): string {
  const fps = rates.map(rate => String(Math.round(rate * 100) / 100)).join(', ')
  return `${width}x${height}${fps === '' ? '' : ` ${fps} fps`}`
}
