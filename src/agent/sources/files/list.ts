import { sourceKind } from '../../../config/source.ts'
import { AgentError } from '../../error.ts'
import { probe } from '../../ffmpeg/probe.ts'
import type { SourceRow } from '../source.ts'
import { streamFacts } from '../stream.ts'
import { isFolder } from './folder.ts'
import { absolute } from './path.ts'

/** A `.txt` or `.ffconcat` list of video files as FFmpeg takes it (`file 'a.mp4'` lines), one after the other in a loop. */
export const list: SourceRow = {
  takes: async ({ source }) =>
    sourceKind(source) === 'path' && /\.(txt|ffconcat)$/i.test(source) && !(await isFolder(source)),
  async open(camera, ffmpeg, signal) {
    const path = absolute(camera.source)
    const input = ['-safe', '0', '-f', 'concat', '-i', path]
    const probed = await probe(input, ffmpeg, { seconds: 15, signal }).catch(error => {
      throw error instanceof AgentError && error.code === 'not_video' ? notAList(path, error) : error
    })
    // Before 5.0 FFmpeg can't begin a list anew: it ends, and is started again.
    const loop = ffmpeg.has.scriptOptions ? ['-stream_loop', '-1'] : []
    return {
      kind: 'file',
      label: camera.source,
      input: ['-re', ...loop, ...input],
      ...streamFacts(camera.source, probed, camera),
    }
  },
}

function notAList(path: string, cause: AgentError): AgentError {
  return new AgentError('not_a_list', `${path} is not a list of video files that FFmpeg can read.`, {
    cause,
    hint: "Each of its lines is to be like: file 'clip.mp4'",
  })
}
