import { maskPassword } from './mask.ts'
import { sourceKind } from './source.ts'

/** What the text of a source of sound says it is. */
export type SoundKind = 'alsa' | 'pulse' | 'avfoundation' | 'dshow' | 'test' | 'network' | 'file'

/** The kind of a source of sound by its text, or `undefined` when it is none we know. Files are not looked at. */
export function soundKind(source: string): SoundKind | undefined {
  if (source === 'test:') return 'test'
  const device = /^(alsa|pulse|avfoundation|dshow):\S/.exec(source)?.[1]
  if (device) return devices.find(kind => kind === device)
  const kind = sourceKind(source)
  if (kind === 'path') return 'file'
  return kind !== undefined && networks.includes(kind) ? 'network' : undefined
}

/** What is wrong with the text of a source of sound, with what would be right; `undefined` when nothing is. */
export function soundProblem(source: string): string | undefined {
  if (soundKind(source)) return undefined
  const got = JSON.stringify(maskPassword(source))
  const device = /^(alsa|pulse|avfoundation|dshow):?$/.exec(source)?.[1]
  if (device) return `expected the name of a microphone after ${device}:, as in ${usual[device] ?? device}, got ${got}`
  if (sourceKind(source) === 'still') return `expected a source of sound, got the address of a picture, ${got}`
  const meant = /^(plug)?hw:\d/.test(source) ? `; did you mean "alsa:${source}"?` : ''
  return `expected true, false or a source of sound (${knownSounds.join(', ')}), got ${got}${meant}`
}

/** Every way to write a source of sound. */
export const knownSounds = ['alsa:default', 'pulse:default', 'rtsp://host/path', './sound.mp3', 'test:'] as const

const devices = ['alsa', 'pulse', 'avfoundation', 'dshow'] as const
const networks: readonly string[] = ['rtsp', 'rtmp', 'srt', 'hls', 'flv', 'http']
const usual: Readonly<Record<string, string>> = {
  alsa: 'alsa:default or alsa:hw:1,0',
  pulse: 'pulse:default',
  avfoundation: 'avfoundation:Built-in Microphone',
  dshow: 'dshow:Microphone (USB Audio)',
}
