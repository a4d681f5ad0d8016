import { expect, test } from 'vitest'
import { playlistTexts } from '../../../src/app/hls/playlistText.ts'
import { mediaPlaylist } from '../../../src/media/hls/playlist.ts'
import { serving, TINY_FLV } from '../serving.ts'

test('whatever happens to the window, the text is the one of this moment', () => {
  const { camera } = serving()
  const { window } = camera
  const textOf = playlistTexts()
  const seen = new Set<string>()
  const compare = () => {
    for (const skip of [false, true]) {
      const text = textOf(window, { skip, query: '', reports: [] })
      expect(text).toBe(mediaPlaylist(window.state(), { skip }))
      const query = '?t=ticket'
      expect(textOf(window, { skip, query, reports: [] })).toBe(mediaPlaylist(window.state(), { skip, query }))
      seen.add(text)
    }
  }
  for (let runs = 0; runs < 24; runs++) {
    const run = camera.begin({ passthrough: false })
    for (let at = 0; at < TINY_FLV.length; at += 512) {
      run.video(TINY_FLV.subarray(at, at + 512))
      if (window.limits) compare()
    }
    run.end()
    compare()
    if (runs % 10 === 9) window.forget()
    compare()
  }
  expect(seen.size).toBeGreaterThan(50)
})

test('between two changes it is written once', () => {
  const { camera } = serving()
  camera.begin({ passthrough: false }).video(TINY_FLV)
  const textOf = playlistTexts()
  let asked = 0
  const state = camera.window.state()
  const counting = Object.create(camera.window, {
    edge: { get: () => camera.window.edge },
    state: {
      value: () => ({
        ...state,
        get targetDuration() {
          asked++
          return state.targetDuration
        },
      }),
    },
  })
  const texts = Array.from({ length: 50 }, () => textOf(counting, { skip: false, query: '', reports: [] }))
  expect([new Set(texts).size, asked]).toEqual([1, 1])
})

test('what it reports of another rendition is never an older one', () => {
  const { camera } = serving()
  camera.begin({ passthrough: false }).video(TINY_FLV)
  const textOf = playlistTexts()
  const reported = (msn: number, part: number) =>
    textOf(camera.window, { skip: false, query: '?t=ticket', reports: [{ uri: 'sub/media.m3u8', msn, part }] })
      .trim()
      .split('\n')
      .at(-1)
  expect([reported(7, 0), reported(7, 1), reported(8, 0)]).toEqual([
    '#EXT-X-RENDITION-REPORT:URI="sub/media.m3u8?t=ticket",LAST-MSN=7,LAST-PART=0',
    '#EXT-X-RENDITION-REPORT:URI="sub/media.m3u8?t=ticket",LAST-MSN=7,LAST-PART=1',
    '#EXT-X-RENDITION-REPORT:URI="sub/media.m3u8?t=ticket",LAST-MSN=8,LAST-PART=0',
  ])
})
