import { uint } from './bytes.ts'
import { MediaError } from './error.ts'

/** What an AAC stream says of itself. */
export interface AacDescription {
  /** RFC 6381: mp4a.40.N */
  readonly codec: string
  /** Samples per second. */
  readonly sampleRate: number
  readonly channels: number
}

/** Samples that one AAC frame holds. */
export const AAC_FRAME_SAMPLES = 1024

const RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350]

/** AAC-LC, and HE-AAC of both versions: what browsers play. */
const LOW_COMPLEXITY = 2
const HIGH_EFFICIENCY: readonly number[] = [5, 29]

/**
 * Reads an AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1). Throws MediaError `aac` when it is cut short, or not of a kind
 * that every browser plays: another than LC and HE-AAC, frames of 960 samples, channels that only the stream describes.
 */
export function describeAudioSpecificConfig(config: Uint8Array): AacDescription {
  if (config.length < 2) throw new MediaError('aac', 'The AAC configuration is missing or cut short.')
  const head = uint(config, 0, 2)
  const objectType = head >> 11
  const sampleRate = RATES[(head >> 7) & 15]
  const channels = (head >> 3) & 15
  const plays = objectType === LOW_COMPLEXITY ? (head & 4) === 0 : HIGH_EFFICIENCY.includes(objectType)
  if (!plays || !sampleRate || channels === 0 || channels > 7)
    throw new MediaError('aac', `The AAC configuration ${hex(config)} is not one that browsers play.`)
  return { codec: `mp4a.40.${objectType}`, sampleRate, channels: channels === 7 ? 8 : channels }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 8), byte => byte.toString(16).padStart(2, '0')).join('')
}
