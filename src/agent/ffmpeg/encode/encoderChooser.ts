import type { EncoderName } from '../../../config/encoders.ts'
import type { Ffmpeg } from '../ffmpeg.ts'
import { candidates } from './candidates.ts'
import { type Encoder, libx264 } from './encoder.ts'
import { type Trial, trialArgs, tryEncoder } from './tryEncoder.ts'

/** What is to encode, and why it is not what was asked for. */
export interface Chosen {
  readonly encoder: Encoder
  /** A sentence about each that was tried and can't be used. */
  readonly failures: readonly { readonly name: EncoderName; readonly reason: string }[]
}

/** Finds what can encode here for `wish`: `auto` is hardware where some works. Rejects when the agent stops. */
export type ChooseEncoder = (wish: 'auto' | EncoderName, trial: Trial, ffmpeg: Ffmpeg) => Promise<Chosen>

/**
 * Chooses by trying, and falls back to libx264. What a trial showed is remembered for as long as the program runs: the next
 * start of the same camera waits for nothing. `signal` ends trials that are on.
 */
export function encoderChooser(signal: AbortSignal): ChooseEncoder {
  const trials = new Map<string, Promise<string | undefined>>()
  const failure = (encoder: Encoder, trial: Trial, ffmpeg: Ffmpeg) => {
    const key = JSON.stringify([ffmpeg.path, ...trialArgs(encoder, trial, ffmpeg)])
    const tried = trials.get(key) ?? tryEncoder(encoder, trial, ffmpeg, signal)
    trials.set(key, tried)
    return tried
  }
  return async (wish, trial, ffmpeg) => {
    if (wish === 'libx264') return { encoder: libx264, failures: [] }
    const encoders = await candidates(wish, { platform: process.platform })
    const reasons = await Promise.all(encoders.map(encoder => failure(encoder, trial, ffmpeg)))
    const failures = encoders.flatMap(({ name }, index) => {
      const reason = reasons[index]
      return reason === undefined ? [] : [{ name, reason }]
    })
    return { encoder: encoders.find((_, index) => reasons[index] === undefined) ?? libx264, failures }
  }
}
