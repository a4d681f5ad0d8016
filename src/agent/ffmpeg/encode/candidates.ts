import { readdir } from 'node:fs/promises'
import { type EncoderName, encoderNames } from '../../../config/encoders.ts'
import type { Encoder } from './encoder.ts'

/**
 * What may encode on a machine when `wish` is asked for, best first, libx264 never among them: it needs no trial.
 * h264_vaapi stands there once for each render node.
 */
export async function candidates(
  wish: 'auto' | EncoderName,
  machine: { readonly platform: NodeJS.Platform; readonly renderFolder?: string },
): Promise<Encoder[]> {
  const names = wish === 'auto' ? (ofPlatform[machine.platform] ?? []) : [wish]
  const listed = encoderNames.filter(name => name !== 'libx264' && names.includes(name))
  const nodes = listed.includes('h264_vaapi') ? await renderNodes(machine.renderFolder ?? '/dev/dri') : []
  return listed.flatMap((name): Encoder[] =>
    name === 'h264_vaapi' ? nodes.map(device => ({ name, device })) : [{ name }],
  )
}

const ofPlatform: Partial<Record<NodeJS.Platform, readonly EncoderName[]>> = {
  linux: ['h264_nvenc', 'h264_vaapi', 'h264_qsv', 'h264_v4l2m2m'],
  darwin: ['h264_videotoolbox'],
  win32: ['h264_nvenc', 'h264_qsv'],
}

/** The usual one where there is none, so that FFmpeg says what it misses. */
async function renderNodes(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const nodes = names.filter(name => /^renderD\d+$/.test(name)).sort()
  return (nodes.length > 0 ? nodes : ['renderD128']).map(name => `${folder}/${name}`)
}
