import type { Pace } from '../line/pace.ts'
import { soundOf } from './frames.ts'
import type { Outgoing } from './outgoing.ts'

const CONFIGS = ['mp4a.40.2', 'opus'].map(codec => ({
  codec,
  sampleRate: 48_000,
  numberOfChannels: 1,
  bitrate: 64_000,
}))

/** What this browser encodes sound to: AAC, which nobody has to encode anew, else Opus; undefined for neither. */
export async function soundConfig(): Promise<AudioEncoderConfig | undefined> {
  if (typeof AudioEncoder === 'undefined') return undefined
  for (const config of CONFIGS) {
    const answer = await AudioEncoder.isConfigSupported(config).catch(() => undefined)
    if (answer?.supported) return config
  }
  return undefined
}

/** Encodes the sound of a track until the signal aborts. What comes while the pace pauses is left out. Throws what the encoder fails with. */
export async function encodeSound(
  track: MediaStreamTrack,
  outgoing: Outgoing,
  pace: Pace,
  signal: AbortSignal,
): Promise<void> {
  const config = await soundConfig()
  if (!config) return
  let failure: unknown
  let encoder: AudioEncoder | undefined
  try {
    for await (const data of soundOf(track, signal)) {
      const { sampleRate, numberOfChannels, timestamp } = data
      if (!encoder) {
        encoder = new AudioEncoder({
          output: (chunk, metadata) => {
            if (!pace.pausing) outgoing.takeSound(chunk, metadata?.decoderConfig)
          },
          error: error => {
            failure = error
          },
        })
        encoder.configure({ ...config, sampleRate, numberOfChannels: Math.min(2, numberOfChannels) })
      }
      if (failure) throw failure
      outgoing.sound.note(timestamp / 1000, performance.now())
      encoder.encode(data)
      data.close()
    }
  } finally {
    if (encoder && encoder.state !== 'closed') encoder.close()
  }
}
