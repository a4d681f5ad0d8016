import type { CameraConfig } from '../../config.ts'
import type { Camera } from '../../hub/camera.ts'
import { AgentError } from '../error.ts'
import { withProfile } from '../profile/profile.ts'
import { openPublished } from '../published/open.ts'
import { newestPicture } from '../sources/files/folder.ts'
import { explained } from '../sources/network/fingerprint.ts'
import type { Source } from '../sources/source.ts'
import type { CaptureEnd } from './captureEnd.ts'
import { tellNotice } from './notice.ts'
import type { CapturePlan, CaptureTools } from './plan.ts'
import { runFfmpeg } from './runFfmpeg.ts'
import { failure } from './verdicts.ts'

/**
 * One run of FFmpeg for one camera, from opening the source until FFmpeg is gone. Sets the camera to 'live' with the
 * first picture. Never rejects: whatever goes wrong is in the result.
 */
export async function capture(
  camera: Camera,
  plan: CapturePlan,
  tools: CaptureTools,
  signal: AbortSignal,
): Promise<CaptureEnd> {
  try {
    const source = await open(camera, plan, tools, signal)
    if (signal.aborted) return { kind: 'stopped', healthyMs: 0 }
    camera.source = source.label
    if (plan.source === undefined) tellNotice(camera, source, tools.log)
    if (source.feed && 'folder' in source.feed && !(await newestPicture(source.feed.folder))) {
      throw new AgentError('folder_empty', `There is no JPEG in the folder ${source.feed.folder} yet.`)
    }
    const heard: Source = {
      ...source,
      audio: audioOf(source, plan),
      input: [...(plan.ownClock ? ownClock : []), ...(plan.strict ? strict : []), ...source.input],
    }
    const end = await runFfmpeg(camera, heard, plan, tools, signal)
    return { ...(await explained(end, camera.config, signal)), source }
  } catch (error) {
    if (signal.aborted) return { kind: 'stopped', healthyMs: 0 }
    if (!(error instanceof AgentError))
      tools.log.error({ camera: camera.id, err: error }, 'capture failed unexpectedly')
    return { ...(await explained(failure(error), camera.config, signal)), healthyMs: 0 }
  }
}

function audioOf({ audio }: Source, { mute, encodeSound }: CapturePlan): Source['audio'] {
  return mute ? 'none' : encodeSound && audio === 'aac' ? 'other' : audio
}

const ownClock = ['-use_wallclock_as_timestamps', '1']
// For the decoder alone: a demuxer would stumble over odd framing. Some cameras' pictures all lack their last blocks.
const strict = ['-err_detect:v', 'explode']

function asPlanned(config: CameraConfig, { unframed }: CapturePlan): CameraConfig {
  return unframed ? { ...config, inputFormat: 'mjpeg' } : config
}

async function open(camera: Camera, plan: CapturePlan, tools: CaptureTools, signal: AbortSignal): Promise<Source> {
  const { config, intake } = camera
  if (!intake && plan.source) return plan.source
  const source = intake // somebody else may publish by now
    ? await openPublished(config, intake, tools.ffmpeg, signal)
    : await tools.openSource(asPlanned(config, plan), tools.ffmpeg, signal)
  return withProfile(camera, source, tools)
}
