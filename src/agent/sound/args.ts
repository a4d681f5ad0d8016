/** A source of sound as FFmpeg is to read it. */
export interface SoundInput {
  /** For people, without passwords. */
  readonly label: string
  /** FFmpeg's arguments up to and including `-i …`. */
  readonly args: readonly string[]
  /** What it is to find on fd 5, where `args` say so: a script with a secret in it. */
  readonly script?: string
  /** Whether its times are times of day, as ALSA's and PulseAudio's are: when the microphone heard, not when we read. */
  readonly timeOfDay: boolean
}

/**
 * FFmpeg's arguments to listen: AAC as FLV on pipe:3, 48 kHz stereo whatever the source gives. The times of a microphone
 * count from `epochSeconds` (since 1970). A sound card's clock runs a little fast or slow: what comes is stretched by up
 * to 0.2 %, which nobody hears, to stay in step with its times, and filled or cut where it is off by a tenth of a second.
 */
export function soundArgs({ args, timeOfDay }: SoundInput, epochSeconds: number): string[] {
  const inStep = 'aresample=48000:async=96:min_comp=0.005'
  const filters = timeOfDay ? `asetpts=PTS-${epochSeconds}/TB,${inStep}` : inStep
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error'],
    ...(timeOfDay ? ['-copyts'] : []),
    ...args,
    ...['-map', '0:a:0', '-af', filters, '-c:a', 'aac', '-b:a', '96k', '-ar', '48000', '-ac', '2'],
    ...['-f', 'flv', '-flvflags', 'no_duration_filesize', 'pipe:3'],
  ]
}
