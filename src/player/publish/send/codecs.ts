import { linked } from '../../signals.ts'
import { Pace } from '../line/pace.ts'
import { bitrateOf } from '../scene/wish.ts'
import { picturesOf, readsSound } from './frames.ts'
import { Outgoing } from './outgoing.ts'
import { CannotSend, type Sending } from './sending.ts'
import { encodeSound, soundConfig } from './sound.ts'
import { videoConfig } from './videoCodec.ts'

/** Who begins to watch waits for a keyframe: there is one so often, in ms. */
const KEYFRAME_MS = 1000
/** So many pictures may wait for the encoder. */
const MOST_WAITING = 2

/** Sends what this browser's own encoders make (WebCodecs), in Matroska: a picture at a time, fewer bits on a slow line. */
export async function sendByCodecs(sending: Sending, signal: AbortSignal): Promise<void> {
  const { line, shot, wish } = sending
  if (typeof VideoEncoder === 'undefined') throw new CannotSend('This browser has no video encoder.')
  if (shot.audio && !(readsSound() && (await soundConfig()))) throw new CannotSend('This browser has no sound encoder.')
  const stop = linked(signal)
  const over = stop.signal
  const pace = new Pace(bitrateOf(wish))
  const outgoing = new Outgoing((bytes, begins) => {
    if (over.aborted) return
    if (begins) sending.begin('matroska')
    line.send(bytes)
  }, shot.audio !== undefined)
  let failure: Error | undefined
  const fail = (error: Error) => {
    failure ??= error
    stop.abort()
  }
  try {
    if (shot.audio) void encodeSound(shot.audio, outgoing, pace, over).catch(fail)
    await encodePictures(sending, { outgoing, pace, fail }, over)
  } finally {
    stop.abort()
  }
  if (failure) throw failure
}

interface Encoding {
  readonly outgoing: Outgoing
  readonly pace: Pace
  fail(error: Error): void
}

async function encodePictures(
  { line, shot, preview, wish, tell }: Sending,
  { outgoing, pace, fail }: Encoding,
  signal: AbortSignal,
): Promise<void> {
  const encoder = new VideoEncoder({
    output: (chunk, metadata) => outgoing.takePicture(chunk, metadata?.decoderConfig),
    error: fail,
  })
  let config: VideoEncoderConfig | undefined
  let size = ''
  let keyframeAt = Number.NEGATIVE_INFINITY
  try {
    for await (const frame of picturesOf(shot.video, preview, signal)) {
      const now = performance.now()
      pace.note(line.flow.lateMs(now), now)
      const { width, height } = paired(frame)
      if (config && size !== `${width}x${height}`) return frame.close()
      const { bitrate } = pace
      const wanted = config ?? (await videoConfig({ width, height, rate: wish.rate, bitrate }))
      if (signal.aborted) return frame.close()
      if (!wanted) {
        frame.close()
        throw new CannotSend(`This browser encodes no pictures of ${width} × ${height}.`)
      }
      if (wanted !== config || wanted.bitrate !== bitrate) {
        config = { ...wanted, bitrate }
        size = `${width}x${height}`
        encoder.configure(config)
        tell({ width, height, codec: codecName(config.codec), sound: shot.audio !== undefined })
      }
      if (pace.pausing) keyframeAt = Number.NEGATIVE_INFINITY
      if (pace.pausing || encoder.encodeQueueSize > MOST_WAITING) {
        frame.close()
        continue
      }
      const keyFrame = outgoing.needsKeyframe || now - keyframeAt >= KEYFRAME_MS
      if (keyFrame) keyframeAt = now
      outgoing.picture.note(frame.timestamp / 1000, now)
      encode(encoder, frame, keyFrame)
    }
  } finally {
    if (encoder.state !== 'closed') encoder.close()
  }
}

/** Of a picture with a line or column too many, that one is left out: encoders of H.264 fail on it. */
function encode(encoder: VideoEncoder, frame: VideoFrame, keyFrame: boolean): void {
  const { x = 0, y = 0 } = frame.visibleRect ?? {}
  const { width, height } = paired(frame)
  const whole = width === frame.displayWidth && height === frame.displayHeight
  const even = whole ? frame : new VideoFrame(frame, { visibleRect: { x, y, width, height } })
  encoder.encode(even, { keyFrame })
  if (!whole) even.close()
  frame.close()
}

function paired({ displayWidth, displayHeight }: VideoFrame) {
  return { width: displayWidth - (displayWidth % 2), height: displayHeight - (displayHeight % 2) }
}

function codecName(codec: string): string {
  return codec.startsWith('avc1') ? 'H.264' : codec === 'vp8' ? 'VP8' : 'VP9'
}
