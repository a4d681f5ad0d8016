import { describe, expect, test } from 'vitest'
import type { Overlay } from '../../../src/agent/profile/overlay.ts'
import { withProfile } from '../../../src/agent/profile/profile.ts'
import type { Source } from '../../../src/agent/sources/source.ts'
import type { CameraConfig } from '../../../src/config.ts'
import { Camera } from '../../../src/hub/camera.ts'
import type { Log } from '../../../src/hub/log.ts'
import { camera as config, has, silentLog } from '../given.ts'

const ffmpeg = { path: '/usr/bin/ffmpeg', version: '5.1', foundBy: 'PATH', has } as const
const size = { width: 640, height: 480 }
const turned = { width: 480, height: 640 }
const source: Source = { kind: 'file', label: 'a file', input: [], video: 'h264', audio: 'none', size }
const jpegs: Source = { ...source, video: 'mjpeg' }

async function profiled(given: Source, options: Partial<CameraConfig>, overlay: Overlay = { filter: 'drawtext=a' }) {
  const camera = new Camera(config(options))
  camera.warn('profile', 'what was said before')
  const said: string[] = []
  const log: Log = { ...silentLog, warn: (_, words) => said.push(words) }
  const result = await withProfile(camera, given, { ffmpeg, log, findOverlay: async () => overlay })
  expect(camera.warnings).toEqual(said)
  return { source: result, said }
}

describe('a source', () => {
  test.each<[string, Source, Partial<CameraConfig>, Partial<Source>]>([
    ['is what it was without options', source, {}, {}],
    ['is what it was when rotated by nothing', source, { rotate: 0 }, {}],
    ['is rotated', source, { rotate: 90 }, { video: 'other', filters: ['transpose=clock'], size: turned }],
    [
      'is rotated the other way',
      source,
      { rotate: 270 },
      { video: 'other', filters: ['transpose=cclock'], size: turned },
    ],
    ['is turned upside down', source, { rotate: 180 }, { video: 'other', filters: ['hflip', 'vflip'] }],
    ['is mirrored', source, { flip: 'vertical' }, { video: 'other', filters: ['vflip'] }],
    [
      'is brought to its size first, then rotated, mirrored and written on',
      { ...jpegs, filters: ['scale=640:480'] },
      { rotate: 90, flip: 'horizontal', overlay: 'clock' },
      { video: 'other', filters: ['scale=640:480', 'transpose=clock', 'hflip', 'drawtext=a'], size: turned },
    ],
    ['whose JPEGs are to have a quality is encoded', jpegs, { quality: 50 }, { video: 'other' }],
    ['whose JPEGs are made anyway keeps its H.264', source, { quality: 50 }, {}],
  ])('%s', async (_, given, options, change) => {
    expect(await profiled(given, options)).toEqual({ source: { ...given, ...change }, said: [] })
  })

  test('that can’t be written on is shown without it, in words', async () => {
    expect(await profiled(source, { overlay: 'clock', flip: 'vertical' }, { reason: 'No font.' })).toEqual({
      source: { ...source, video: 'other', filters: ['vflip'] },
      said: ['The overlay can’t be written here, so the picture is shown without it: No font.'],
    })
    expect((await profiled(source, { overlay: 'clock' }, { reason: 'No font.' })).source).toBe(source)
  })
})

describe('published pictures', () => {
  const published: Source = { ...source, kind: 'publish', published: { what: 'pictures', slowestRate: 1 } }
  test.each<Partial<CameraConfig>>([{ rotate: 90 }, { flip: 'both' }, { overlay: 'a' }, { quality: 10 }])(
    'with %j stay as they are sent, in words',
    async options => {
      const said =
        'Published pictures are shown as they are sent: quality, rotate, flip and overlay are for published video only.'
      expect(await profiled(published, options)).toEqual({ source: published, said: [said] })
    },
  )
  test('without such options are nothing to speak of', async () => {
    expect(await profiled(published, {})).toEqual({ source: published, said: [] })
  })
})
