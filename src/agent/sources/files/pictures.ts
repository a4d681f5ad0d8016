import { access, constants } from 'node:fs/promises'
import { extname } from 'node:path'
import { sourceKind } from '../../../config/source.ts'
import type { CameraConfig } from '../../../config.ts'
import { AgentError } from '../../error.ts'
import type { Ffmpeg } from '../../ffmpeg/ffmpeg.ts'
import { probe } from '../../ffmpeg/probe.ts'
import { fitFilters, fittingSize } from '../fit.ts'
import type { Source, SourceRow } from '../source.ts'
import { isFolder, isJpeg, isPng, picturesIn } from './folder.ts'
import { numbered } from './numbered.ts'
import { absolute } from './path.ts'

/** A folder of JPEGs or PNGs, one after the other in a loop, `rate` a second. */
export const pictures: SourceRow = { takes: camera => isFolder(camera.source), open }

/** One JPEG or PNG as a stream; where the file is replaced, the new one is shown. */
export const picture: SourceRow = {
  takes: async ({ source }) =>
    sourceKind(source) === 'path' && (isJpeg(source) || isPng(source)) && !(await isFolder(source)),
  async open(camera, ffmpeg, signal) {
    const path = absolute(camera.source)
    await access(path, constants.R_OK).catch(cause => {
      throw new AgentError('source_missing', `There is no picture at ${path} that this user may read.`, { cause })
    })
    return inALoop([path], camera, ffmpeg, signal)
  },
}

const most = { width: 1280, height: 720 }

async function open(camera: CameraConfig, ffmpeg: Ffmpeg, signal: AbortSignal): Promise<Source> {
  const files = await picturesIn(absolute(camera.source))
  const jpegs = files.filter(isJpeg)
  if (jpegs.length > 0 && jpegs.length < files.length) {
    const kinds = `${jpegs.length} JPEG and ${files.length - jpegs.length} ${extname(files.find(file => !isJpeg(file)) ?? '')} files`
    throw new AgentError('folder_mixed', `The folder ${camera.source} holds ${kinds}: one camera shows one kind.`, {
      hint: 'Put them into two folders, or turn them into one kind.',
    })
  }
  return inALoop(files, camera, ffmpeg, signal)
}

async function inALoop(
  files: readonly string[],
  camera: CameraConfig,
  ffmpeg: Ffmpeg,
  signal: AbortSignal,
): Promise<Source> {
  const frameRate = camera.rate ?? 1
  const pattern = await numbered(files, files.some(isJpeg) ? 'jpg' : 'png')
  // FFmpeg decodes PNGs in several threads, each of which holds a picture back.
  const input = ['-threads', '1', '-f', 'image2', '-framerate', String(frameRate), '-loop', '1', '-i', pattern]
  const first = await probe(input, ffmpeg, { seconds: 10, signal })
  const size = camera.size ?? fittingSize(first.video?.size ?? most, most)
  return {
    kind: 'pictures',
    label: camera.source,
    input: ['-re', ...input],
    video: 'other',
    audio: 'none',
    frameRate,
    size,
    filters: fitFilters(size),
  }
}
