import { soundKind } from '../../config/sound.ts'
import { sourceKind } from '../../config/source.ts'
import type { CameraConfig } from '../../config.ts'
import { AgentError } from '../error.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import { readable } from '../sources/files/file.ts'
import { immediately } from '../sources/input.ts'
import { networkInput } from '../sources/network/heard.ts'
import type { SoundInput } from './args.ts'

/**
 * How FFmpeg is to read the source of sound `audio` of a camera. Nothing is probed: what is wrong is told by who listens.
 * Throws AgentError where it can be told before.
 */
export async function openSound(
  audio: string,
  camera: CameraConfig,
  ffmpeg: Ffmpeg,
  signal: AbortSignal,
): Promise<SoundInput> {
  const kind = soundKind(audio)
  const name = audio.slice(audio.indexOf(':') + 1)
  const own = { label: audio, timeOfDay: false }
  switch (kind) {
    case 'alsa':
      return { label: audio, timeOfDay: true, args: [...immediately, '-f', 'alsa', '-i', plugged(name)] }
    case 'pulse':
      return { label: audio, timeOfDay: true, args: [...immediately, ...pulse, '-i', name] }
    case 'avfoundation':
      return { ...own, args: ['-f', 'avfoundation', '-i', `:${name}`] }
    case 'dshow':
      return { ...own, args: ['-f', 'dshow', '-audio_buffer_size', '50', '-i', `audio=${name}`] }
    case 'test':
      return { label: 'a test tone', timeOfDay: false, args: ['-re', '-f', 'lavfi', '-i', testTone] }
    case 'file':
      return { ...own, args: ['-re', '-stream_loop', '-1', '-i', await readable(audio)] }
    case 'network': {
      const source = { ...camera, source: audio, audio: true }
      return { timeOfDay: false, ...(await networkInput(source, sourceKind(audio), ffmpeg, signal)) }
    }
    default:
      throw new AgentError('sound_unknown', `"${audio}" is not a source of sound that is known.`)
  }
}

// 20 ms at a time; PulseAudio would else keep up to two seconds together.
const pulse = ['-f', 'pulse', '-fragment_size', '3840']
/** A low hum, and each second a beep. */
const testTone = 'sine=frequency=220:beep_factor=4:sample_rate=48000'

// A microphone with one channel, or another rate, can't be opened as it is: ALSA's plug adapts it.
function plugged(device: string): string {
  return device.replace(/^hw:/, 'plughw:')
}
