import { readdir } from 'node:fs/promises'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import { readDevice } from './device.ts'
import type { Format } from './formats.ts'
import { inTurns } from './inTurns.ts'
import { stableName } from './locate.ts'
import { videoNodes } from './nodes.ts'

/** A Raspberry Pi has a dozen nodes, each of which costs two processes to ask. */
const AT_ONCE = 4

/** A V4L2 camera of this machine. */
export interface Device {
  /** `/dev/video0` */
  readonly path: string
  readonly name: string
  readonly formats: readonly Format[]
  /** Why it can't be used now, as a sentence. */
  readonly problem?: string
  /** A source that finds it under another number too: `usb:046d:0825`. */
  readonly stable?: string
}

/** The V4L2 cameras of this machine in the order of their numbers; nodes that are no camera (metadata, codecs) are left out. */
export async function listDevices(ffmpeg: Ffmpeg, signal?: AbortSignal): Promise<Device[]> {
  const nodes = await videoNodes()
  const facts = await inTurns(await devicePaths(), AT_ONCE, async path => {
    const node = nodes.find(one => one.path === path)
    const stable = node && stableName(node, nodes)
    return { path, ...(stable && { stable }), ...(await readDevice(path, ffmpeg, signal)) }
  })
  return facts
    .filter(({ failure }) => failure?.code !== 'not_a_camera' && failure?.code !== 'device_missing')
    .map(({ failure, ...device }) => ({ ...device, ...(failure && { problem: failure.reason }) }))
}

/** `/dev/video0`, `/dev/video1`, … as there are, in the order of their numbers. */
export async function devicePaths(): Promise<string[]> {
  const names = await readdir('/dev').catch(() => [])
  const numbers = names.flatMap(name => /^video(\d+)$/.exec(name)?.[1] ?? []).map(Number)
  return numbers.sort((one, other) => one - other).map(number => `/dev/video${number}`)
}
