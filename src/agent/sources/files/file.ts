import { access, constants, stat } from 'node:fs/promises'
import { sourceKind } from '../../../config/source.ts'
import type { CameraConfig } from '../../../config.ts'
import { AgentError } from '../../error.ts'
import type { Ffmpeg } from '../../ffmpeg/ffmpeg.ts'
import { probe } from '../../ffmpeg/probe.ts'
import type { Source, SourceRow } from '../source.ts'
import { streamFacts } from '../stream.ts'
import { absolute } from './path.ts'

/** A video file, played in a loop at its own speed. */
export const file: SourceRow = { takes: camera => sourceKind(camera.source) === 'path', open }

async function open(camera: CameraConfig, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Source> {
  const path = await readable(camera.source)
  const probed = await probe(['-i', path], ffmpeg, { seconds: 15, signal })
  return {
    kind: 'file',
    label: camera.source,
    input: ['-re', '-stream_loop', '-1', '-i', path],
    ...streamFacts(camera.source, probed, camera),
  }
}

/** The path of a file from the root. Throws AgentError `source_missing` or `permission_denied`. */
export async function readable(source: string): Promise<string> {
  const path = absolute(source)
  if (!(await stat(path).catch(() => undefined))) {
    throw new AgentError('source_missing', `There is no file or folder at ${path}.`)
  }
  await access(path, constants.R_OK).catch(cause => {
    throw new AgentError('permission_denied', `This user may not read ${path}.`, { cause })
  })
  return path
}
