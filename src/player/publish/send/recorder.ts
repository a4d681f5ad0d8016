import { pause } from '../../deadline.ts'
import { aborted, linked } from '../../signals.ts'
import { Pace } from '../line/pace.ts'
import { bitrateOf } from '../scene/wish.ts'
import { CannotSend, type Sending } from './sending.ts'

/** A piece is sent so often, in ms. */
const PIECE_MS = 200

// Chrome's H.264 in WebM comes last: what describes it is in the frames, where who begins midway may miss it.
const TYPES = [
  ['video/mp4;codecs=avc1.42E01E,mp4a.40.2', 'H.264'],
  ['video/webm;codecs=vp8,opus', 'VP8'],
  ['video/webm;codecs=h264,opus', 'H.264'],
  ['video/webm', 'WebM'],
  ['video/mp4', 'MP4'],
] as const

/** Sends what this browser records (MediaRecorder). On a slow line it begins anew, thriftier, when all has been taken. */
export async function sendByRecorder(sending: Sending, signal: AbortSignal): Promise<void> {
  if (typeof MediaRecorder === 'undefined') throw new CannotSend('This browser records nothing.')
  const [type, codec] = TYPES.find(([type]) => MediaRecorder.isTypeSupported(type)) ?? []
  if (!type || !codec) throw new CannotSend('This browser records in no form that is known here.')
  const pace = new Pace(bitrateOf(sending.wish))
  while (!signal.aborted) {
    const changed = await record(sending, { type, codec, pace }, signal)
    if (changed) return
    while (pace.pausing && !signal.aborted) {
      await pause(100, signal)
      note(sending, pace)
    }
  }
}

interface Recording {
  readonly type: string
  readonly codec: string
  readonly pace: Pace
}

/** One recording, until the line is too slow for it. True when the picture has another size. */
async function record(sending: Sending, { type, codec, pace }: Recording, signal: AbortSignal): Promise<boolean> {
  const { shot, preview, line } = sending
  const stop = linked(signal)
  const over = stop.signal
  const { videoWidth: width, videoHeight: height } = preview
  let changed = false
  const recorder = new MediaRecorder(shot.stream, {
    mimeType: type,
    videoBitsPerSecond: pace.bitrate,
    audioBitsPerSecond: 64_000,
    ...{ videoKeyFrameIntervalDuration: 1000 }, // Chrome's own; others give one every second or so
  })
  let sent = Promise.resolve()
  recorder.ondataavailable = ({ data }) => {
    sent = sent.then(async () => {
      const bytes = new Uint8Array(await data.arrayBuffer())
      if (bytes.length > 0 && !over.aborted) line.send(bytes)
    })
    note(sending, pace)
    if (pace.pausing) stop.abort()
  }
  recorder.onerror = () => stop.abort()
  preview.addEventListener(
    'resize',
    () => {
      changed = preview.videoWidth !== width || preview.videoHeight !== height
      if (changed) stop.abort()
    },
    { signal: over },
  )
  sending.begin(type.startsWith('video/mp4') ? 'mp4' : 'matroska')
  sending.tell({ width, height, codec, sound: shot.audio !== undefined })
  recorder.start(PIECE_MS)
  await aborted(over)
  if (recorder.state !== 'inactive') recorder.stop()
  return changed
}

function note({ line }: Sending, pace: Pace): void {
  const now = performance.now()
  pace.note(line.flow.lateMs(now), now)
}
