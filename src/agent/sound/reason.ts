import { type Reason, reasonFromLog } from '../ffmpeg/reason.ts'

/** What the last lines of an FFmpeg that listens mean. */
export function soundReason(lines: readonly string[]): Reason {
  for (const [pattern, code, sentence] of meanings) {
    for (const line of lines) {
      const found = pattern.exec(line)
      if (found) return { code, reason: sentence(found[1] ?? '') }
    }
  }
  const { code, reason } = reasonFromLog(lines)
  return { code, reason: reason.replace(/The camera’s/g, 'Its').replace(/The camera\b/g, 'It') }
}

/** What is wrong when nothing is heard any more, without FFmpeg saying so. */
export const soundSilent: Reason = { code: 'no_sound', reason: 'Nothing comes from it any more.' }

const meanings: readonly (readonly [RegExp, string, (found: string) => string])[] = [
  [
    /Unknown input format: '(\w+)'/,
    'ffmpeg_lacking',
    name => `This FFmpeg can’t listen to ${name} microphones; install a fuller one, or use another kind.`,
  ],
  [/cannot open audio device .*(?:busy)/i, 'device_busy', () => 'Another program has the microphone.'],
  [
    /cannot open audio device .*Permission denied/i,
    'permission_denied',
    () => 'This user may not listen to it. Allow it with `sudo usermod -aG audio $USER`, then log in again.',
  ],
  [
    /cannot open audio device .*(?:Connection refused|Host is down)/i,
    'device_missing',
    () => 'The sound server of this machine does not run.',
  ],
  [/cannot open audio device|Cannot get card index/i, 'device_missing', () => 'There is no such microphone.'],
  [
    /^(?!\[|pipe:|\w+:\/\/)\S+: (?:No such process|No such entity|Connection refused)$/,
    'device_missing',
    () => 'There is no such microphone, or the sound server of this machine does not run.',
  ],
  [/No such device|ALSA read error/i, 'unplugged', () => 'The microphone was unplugged.'],
  [
    /Could not find audio (?:only )?device|Audio device not found/i,
    'device_missing',
    () => 'There is no such microphone.',
  ],
  [/matches no streams|does not contain any stream/, 'no_audio', () => 'There is no sound in it.'],
]
