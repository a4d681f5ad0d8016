import { arch, cpus, platform, totalmem } from 'node:os'
import { findFfmpeg } from '../src/agent/ffmpeg/find.ts'

/** What the figures were measured on. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
  readonly ffmpeg: string
}

export async function machine(): Promise<Machine> {
  const [first] = cpus()
  const ffmpeg = await findFfmpeg({ env: process.env })
  return {
    cpu: first?.model.trim() ?? 'unknown CPU',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    node: process.versions.node,
    ffmpeg: ffmpeg.version,
  }
}

export function named({ cpu, cores, memoryGb, system, node, ffmpeg }: Machine): string {
  return `${cpu}, ${cores} core${cores > 1 ? 's' : ''}, ${memoryGb} GB, ${system}, Node ${node}, FFmpeg ${ffmpeg}`
}
