import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import { reasonFromLog } from '../ffmpeg/reason.ts'
import { output } from '../process/output.ts'

/**
 * Whether a camera gives a picture now: true, or the sentence that says why not. Starts the camera and stops it after the
 * first picture; takes at most 5 seconds.
 */
export async function givesPicture(path: string, ffmpeg: Ffmpeg, signal?: AbortSignal): Promise<true | string> {
  const onePicture = ['-f', 'v4l2', '-i', path, '-map', '0:v:0', '-c', 'copy', '-frames:v', '1', '-f', 'null', '-']
  const args = [
    '-nostdin',
    '-hide_banner',
    '-loglevel',
    'error',
    '-probesize',
    '32',
    '-analyzeduration',
    '0',
    ...onePicture,
  ]
  const run = await output(ffmpeg.path, args, { seconds: 5, signal })
  if (run.timedOut) return `${path} gave no picture within 5 seconds.`
  const { code, reason } = reasonFromLog(run.stderr.split('\n'))
  if (run.exitCode === 0 && code === 'ended') return true
  return code === 'ended' ? `${path} gave no picture.` : reason
}
