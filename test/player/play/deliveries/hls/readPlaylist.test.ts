import { expect, test } from 'vitest'
import { beginning, coming } from '../../../../../src/player/play/deliveries/hls/readPlaylist.ts'

const TEXT = `#EXTM3U
#EXT-X-PART-INF:PART-TARGET=0.35
#EXT-X-MAP:URI="init-3.mp4?t=x"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z
#EXT-X-PART:DURATION=0.5,URI="part-7.m4s?t=x",INDEPENDENT=YES
#EXTINF:0.5,
segment-4.m4s?t=x
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.500Z
#EXT-X-PART:DURATION=0.1,URI="part-8.m4s?t=x",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.12,URI="part-9.m4s?t=x"
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-10.m4s?t=x"
`

test('a playlist says what comes next, and what a player begins with', () => {
  const url = 'https://camera.test/hls/short/media.m3u8?t=x'
  const next = coming(TEXT, url)
  expect(next).toMatchObject({
    nextPart: 10,
    partSeconds: 0.5,
    init: 'https://camera.test/hls/short/init-3.mp4?t=x',
    newest: ['https://camera.test/hls/short/part-8.m4s?t=x', 'https://camera.test/hls/short/part-9.m4s?t=x'],
  })
  expect(next?.urlOfPart(12)).toBe('https://camera.test/hls/short/part-12.m4s?t=x')
})

test('without a hint it says nothing of what comes', () => {
  expect(coming(TEXT.replace(/#EXT-X-PRELOAD.*/, ''), 'https://camera.test/media.m3u8')).toBeUndefined()
})

test('a player is told to begin with the newest independent part', () => {
  expect(beginning(TEXT)).toBe(TEXT.replace('#EXT-X-PART-INF', '#EXT-X-START:TIME-OFFSET=-0.170\n#EXT-X-PART-INF'))
  const dependent = TEXT.replaceAll(',INDEPENDENT=YES', '')
  expect(beginning(dependent)).toBe(dependent)
})
