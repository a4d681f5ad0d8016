import { expect, test } from 'vitest'
import { soundReason } from '../../../src/agent/sound/reason.ts'

test.each([
  [
    [
      'ALSA lib confmisc.c:165:(snd_config_get_card) Cannot get card index for 9',
      '[alsa @ 0x55c9312958c0] cannot open audio device plughw:9,0 (No such file or directory)',
      'plughw:9,0: Input/output error',
    ],
    'device_missing',
    'There is no such microphone.',
  ],
  [
    ['[alsa @ 0x1] cannot open audio device default (Device or resource busy)', 'default: Input/output error'],
    'device_busy',
    'Another program has the microphone.',
  ],
  [
    ['[alsa @ 0x1] cannot open audio device default (Host is down)', 'default: Input/output error'],
    'device_missing',
    'The sound server of this machine does not run.',
  ],
  [
    ['nosuch: No such process'],
    'device_missing',
    'There is no such microphone, or the sound server of this machine does not run.',
  ],
  [
    ["[concat @ 0x1] Impossible to open 'rtsp://host/a'", 'pipe:5: Connection refused'],
    'connection_refused',
    'Nothing answers at this address and port (connection refused).',
  ],
  [
    ['rtsp://host/a: Connection refused'],
    'connection_refused',
    'Nothing answers at this address and port (connection refused).',
  ],
  [
    ["Unknown input format: 'pulse'"],
    'ffmpeg_lacking',
    'This FFmpeg can’t listen to pulse microphones; install a fuller one, or use another kind.',
  ],
  [["Stream map '0:a:0' matches no streams."], 'no_audio', 'There is no sound in it.'],
  [
    ['[rtsp @ 0x1] method DESCRIBE failed: 401 Unauthorized', 'rtsp://host/a: Server returned 401 Unauthorized'],
    'unauthorized',
    'It refused the user name or password (401 Unauthorized).',
  ],
])('%j', (lines, code, reason) => expect(soundReason(lines)).toEqual({ code, reason }))
