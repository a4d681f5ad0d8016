import { readdir } from 'node:fs/promises'
import type { Ffmpeg } from '../ffmpeg/find.ts'
import { readDevice } from './device.ts'
import type { Format } from './formats.ts'

/** A V4L2 camera of this machine. */
export interface Device {
  /** `/dev/video0` */
  readonly path: string
  readonly name: string
  readonly formats: readonly Format[]
  /** Why it can't be used now, as a sentence. */
  readonly problem?: string
}

/** The V4L2 cameras of this machine in the order of their numbers; nodes that are no camera (metadata, codecs) are left out. */
export async function listDevices(ffmpeg: Ffmpeg, signal?: AbortSignal): Promise<Device[]> {
  const devices: Device[] = []
  for (const path of await videoNodes()) {
    const { name, formats, failure } = await readDevice(path, ffmpeg, signal)
    if (failure?.code === 'not_a_camera' || failure?.code === 'device_missing') continue
    devices.push({ path, name, formats, ...(failure && { problem: failure.reason }) })
  }
  return devices
}

/** `/dev/video0`, `/dev/video1`, … as there are, in the order of their numbers. */
export async function videoNodes(): Promise<string[]> {
  const names = await readdir('/dev').catch(() => [])
  const numbers = names.flatMap(name => /^video(\d+)$/.exec(name)?.[1] ?? []).map(Number)
  return numbers.sort((one, other) => one - other).map(number => `/dev/video${number}`)
}
