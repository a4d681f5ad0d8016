import { sourceKind } from '../../../config/source.ts'
import type { CameraConfig } from '../../../config.ts'
import { AgentError } from '../../error.ts'
import { type Probed, probe } from '../../ffmpeg/probe.ts'
import { wishedFilters } from '../fit.ts'
import { quoted } from '../script.ts'
import type { SourceRow } from '../source.ts'
import { streamFacts } from '../stream.ts'
import { readable } from './file.ts'

/**
 * `files:` with a list of video files, one after the other in a loop. Each has an encoder's settings of its own, so they are
 * encoded; those of another size are fitted into the first's, and there is sound only where all have it. Throws AgentError
 * `files_mixed` where they are of several codecs, which FFmpeg does not change midway.
 */
export const severalFiles: SourceRow = {
  takes: camera => sourceKind(camera.source) === 'files',
  async open(camera, ffmpeg, signal) {
    const files: Looked[] = []
    for (const name of camera.files ?? []) {
      const path = await readable(name)
      files.push({ name, path, probed: await probe(['-i', path], ffmpeg, { seconds: 15, signal }) })
    }
    const [first] = files
    if (!first) throw new AgentError('arguments_missing', 'The source files: has no files.')
    refuseMixed(first, files)
    const label = files.map(({ name }) => name).join(', ')
    const facts = streamFacts(label, first.probed, camera)
    const size = camera.size ?? first.probed.video?.size
    // Before 5.0 FFmpeg can't begin a list anew: it ends, and is started again.
    const loop = ffmpeg.has.scriptOptions ? ['-stream_loop', '-1'] : []
    const lines = files.map(({ path }) => `file ${quoted(`file:${path}`)}`)
    return {
      kind: 'file',
      label,
      input: ['-re', ...loop, '-protocol_whitelist', 'file,pipe', '-f', 'concat', '-safe', '0', '-i', 'pipe:5'],
      script: `ffconcat version 1.0\n${lines.join('\n')}\n`,
      video: 'other',
      audio: files.every(({ probed }) => probed.audio) ? 'other' : 'none',
      ...(facts.frameRate && sameRate(files) && { frameRate: facts.frameRate }),
      ...(size && { size, filters: filtersOf(camera, size, first.probed) }),
    }
  },
}

interface Looked {
  readonly name: string
  readonly path: string
  readonly probed: Probed
}

function refuseMixed(first: Looked, files: readonly Looked[]): void {
  const codec = first.probed.video?.codec
  const other = files.find(({ probed }) => probed.video?.codec !== codec)
  if (!other) return
  const is = ({ name, probed }: Looked) => `${name} ${probed.video ? `is ${probed.video.codec}` : 'has no video'}`
  throw new AgentError('files_mixed', `${is(first)}, ${is(other)}: a list shows one kind of video.`, {
    hint: 'Turn them into one kind, or make a camera of each.',
  })
}

function sameRate(files: readonly Looked[]): boolean {
  return new Set(files.map(({ probed }) => probed.video?.frameRate)).size === 1
}

/** Every file is fitted, also one that has the size by itself: others may not. */
function filtersOf(
  { rate }: CameraConfig,
  size: { readonly width: number; readonly height: number },
  { video }: Probed,
): string[] {
  return wishedFilters({ size, ...(rate && { rate }) }, { ...(video?.frameRate && { frameRate: video.frameRate }) })
}
