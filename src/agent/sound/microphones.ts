import { deviceName } from '../deviceName.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import { output } from '../process/output.ts'

/** A microphone of this machine. */
export interface Microphone {
  /** As `audio:` takes it: `pulse:alsa_input.usb-046d_C920.analog-stereo`, `alsa:plughw:CARD=C920,DEV=0`. */
  readonly source: string
  readonly name: string
}

/** The microphones that FFmpeg can listen to here, by ALSA and PulseAudio; none where it lists none. */
export async function listMicrophones(ffmpeg: Pick<Ffmpeg, 'path'>): Promise<Microphone[]> {
  const asked = (['pulse', 'alsa'] as const).map(async kind => {
    const { stdout } = await output(ffmpeg.path, ['-hide_banner', '-sources', kind], { seconds: 5 })
    return parseSources(kind, stdout)
  })
  return (await Promise.all(asked)).flat()
}

/**
 * Reads what `ffmpeg -sources` prints: `* name [description] (media types)`. Left out is what PulseAudio plays itself, and
 * of ALSA all but the sound cards.
 */
export function parseSources(kind: 'pulse' | 'alsa', text: string): Microphone[] {
  return text.split('\n').flatMap(line => {
    const [, device, name] = /^[* ] (\S+) \[(.*?)\](?: \(.*\))?$/.exec(line) ?? []
    if (device === undefined || name === undefined) return []
    const isOne = kind === 'pulse' ? !device.endsWith('.monitor') : device.startsWith('plughw:')
    return isOne ? [{ source: deviceName(`${kind}:${device}`), name: deviceName(name) }] : []
  })
}
