import { readFile, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { deviceName } from '../deviceName.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import { notStarted, type Reason, reasonFromLog } from '../ffmpeg/reason.ts'
import { output } from '../process/output.ts'
import { type Format, parseListFormats, withRates } from './formats.ts'
import { SYSFS } from './nodes.ts'
import { parseV4l2Ctl, type V4l2CtlDevice } from './v4l2Ctl.ts'

/** What a device file told when it was asked, without starting the camera. */
export interface DeviceFacts {
  readonly name: string
  readonly formats: readonly Format[]
  /** Why no format could be read. */
  readonly failure?: Reason
}

/** Asks a device for its formats: FFmpeg for what it can use, v4l2-ctl (where installed) for the rates. */
export async function readDevice(path: string, ffmpeg: Ffmpeg, signal?: AbortSignal): Promise<DeviceFacts> {
  const listing = ['-nostdin', '-hide_banner', '-f', 'v4l2', '-list_formats', 'all', '-i', path]
  const [listed, told, sysName] = await Promise.all([
    output(ffmpeg.path, listing, { seconds: 5, signal }),
    askV4l2Ctl(path, signal),
    sysfsName(path),
  ])
  const formats = withRates(parseListFormats(listed.stderr), told.formats)
  const name = deviceName(sysName) || deviceName(told.name ?? '') || basename(path)
  if (formats.length > 0) return { name, formats }
  if (listed.timedOut) return { name, formats, failure: { code: 'silent', reason: `${path} does not answer.` } }
  if (listed.error) return { name, formats, failure: notStarted(listed.error) }
  const failure = reasonFromLog(listed.stderr.split('\n').filter(line => !line.includes('Immediate exit requested')))
  if (failure.code !== 'ended') return { name, formats, failure }
  return { name, formats, failure: { code: 'not_a_camera', reason: `${path} has no format that FFmpeg can read.` } }
}

// A path may be a link, as those of /dev/v4l/by-id are.
async function sysfsName(path: string): Promise<string> {
  const device = await realpath(path).catch(() => path)
  return readFile(join(SYSFS, basename(device), 'name'), 'utf8').catch(() => '')
}

async function askV4l2Ctl(path: string, signal?: AbortSignal): Promise<V4l2CtlDevice> {
  const told = await output('v4l2-ctl', ['-d', path, '--info', '--list-formats-ext'], { seconds: 5, signal })
  return parseV4l2Ctl(told.stdout)
}
