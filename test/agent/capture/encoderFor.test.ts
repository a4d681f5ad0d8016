import { expect, test } from 'vitest'
import { encoderFor } from '../../../src/agent/capture/encoderFor.ts'
import type { Chosen } from '../../../src/agent/ffmpeg/encode/encoderChooser.ts'
import type { Source } from '../../../src/agent/sources/source.ts'
import { Camera } from '../../../src/hub/camera.ts'
import type { Log } from '../../../src/hub/log.ts'
import { camera as config, has, silentLog } from '../given.ts'

const source: Source = { kind: 'test', label: 'a test', input: [], video: 'other', audio: 'none' }
const ffmpeg = { path: '/usr/bin/ffmpeg', version: '5.1', foundBy: 'PATH', has } as const
const plan = {
  wanted: new Set(['video' as const]),
  encode: false,
  mute: false,
  software: false,
  ownClock: false,
  unframed: false,
}
const vaapi = { name: 'h264_vaapi', reason: 'No VA display found for device /dev/dri/renderD128.' } as const
const nvenc = { name: 'h264_nvenc', reason: 'Cannot load libcuda.so.1.' } as const
const none: Chosen = { encoder: { name: 'libx264' }, failures: [nvenc, vaapi] }
const sentence =
  'h264_vaapi can’t be used here: No VA display found for device /dev/dri/renderD128. libx264 is used instead, which costs CPU.'

function of(wish: 'auto' | 'h264_vaapi' | undefined, chosen: Chosen, software = false) {
  const camera = new Camera(config(wish === undefined ? {} : { encoder: wish }))
  camera.warn('encoder', 'what was said before')
  const said: string[] = []
  const log: Log = { ...silentLog, warn: (_, words) => said.push(words) }
  const result = encoderFor(camera, source, { ...plan, software }, { ffmpeg, log, chooseEncoder: async () => chosen })
  return result.then(({ name }) => ({ name, warnings: camera.warnings, said }))
}

test.each([
  ['nothing is asked for: libx264, untried', of(undefined, none), { name: 'libx264', warnings: [], said: [] }],
  [
    'one is asked for and works',
    of('h264_vaapi', { encoder: { name: 'h264_vaapi' }, failures: [] }),
    { name: 'h264_vaapi', warnings: [], said: [] },
  ],
  [
    'one is asked for and does not work: the page and the log say so',
    of('h264_vaapi', { ...none, failures: [vaapi] }),
    { name: 'libx264', warnings: [sentence], said: [sentence] },
  ],
  ['auto, and nothing works: that is no fault', of('auto', none), { name: 'libx264', warnings: [], said: [] }],
  [
    'auto, and one works',
    of('auto', { encoder: { name: 'h264_qsv' }, failures: [vaapi] }),
    { name: 'h264_qsv', warnings: [], said: [] },
  ],
  [
    'it failed midway: libx264, and what was said then stands',
    of('h264_vaapi', none, true),
    { name: 'libx264', warnings: ['what was said before'], said: [] },
  ],
])('%s', async (_, result, expected) => expect(await result).toEqual(expected))
