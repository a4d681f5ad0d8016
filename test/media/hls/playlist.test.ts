import { expect, test } from 'vitest'
import { multivariantPlaylist } from '../../../src/media/hls/multivariant.ts'
import { type ListedSegment, mediaPlaylist, type PlaylistState } from '../../../src/media/hls/playlist.ts'

const START = Date.UTC(2026, 0, 2, 3, 4, 5, 678)

function segment(msn: number, values: Partial<ListedSegment> = {}): ListedSegment {
  const parts = [0, 1, 2].map(index => ({ id: msn * 3 + index, seconds: 1 / 3, independent: index === 0 }))
  return {
    msn,
    seconds: 1,
    capturedAt: START + msn * 1000,
    init: 0,
    discontinuity: false,
    done: true,
    parts,
    ...values,
  }
}

function state(segments: ListedSegment[], values: Partial<PlaylistState> = {}): PlaylistState {
  const nextPart = (segments.at(-1)?.parts.at(-1)?.id ?? -1) + 1
  return { targetDuration: 1, partTarget: 0.35, discontinuitySequence: 7, segments, nextPart, ...values }
}

const HEAD = `#EXTM3U
#EXT-X-VERSION:9
#EXT-X-TARGETDURATION:1
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=6,HOLD-BACK=3,PART-HOLD-BACK=1.05
#EXT-X-PART-INF:PART-TARGET=0.35
`

test('one whole segment and one that is open', () => {
  const open = segment(5, { done: false, parts: segment(5).parts.slice(0, 1) })
  expect(mediaPlaylist(state([segment(4), open]))).toBe(`${HEAD}#EXT-X-MEDIA-SEQUENCE:4
#EXT-X-DISCONTINUITY-SEQUENCE:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init-0.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:09.678Z
#EXT-X-PART:DURATION=0.33333,URI="part-12.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.33333,URI="part-13.m4s"
#EXT-X-PART:DURATION=0.33333,URI="part-14.m4s"
#EXTINF:1,
segment-4.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:10.678Z
#EXT-X-PART:DURATION=0.33333,URI="part-15.m4s",INDEPENDENT=YES
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-16.m4s"
`)
})

test('an encoder that was started anew is a discontinuity with an init of its own', () => {
  const restarted = segment(2, { discontinuity: true, init: 1, parts: segment(2).parts.slice(0, 1), done: false })
  expect(mediaPlaylist(state([segment(1), restarted])).split('segment-1.m4s\n')[1]).toBe(`#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="init-1.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:07.678Z
#EXT-X-PART:DURATION=0.33333,URI="part-6.m4s",INDEPENDENT=YES
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-7.m4s"
`)
})

test('the discontinuity of the first segment is in the number, not in the list', () => {
  expect(mediaPlaylist(state([segment(2, { discontinuity: true })]))).not.toContain('#EXT-X-DISCONTINUITY\n')
})

test('parts are listed for three target durations back from the end', () => {
  const text = mediaPlaylist(state([1, 2, 3, 4, 5].map(msn => segment(msn))))
  expect(text.match(/URI="part-(\d+)/g)?.map(uri => Number(uri.slice(10)))).toEqual([
    9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
  ])
})

test('a delta update leaves out what is older than six target durations', () => {
  const segments = Array.from({ length: 9 }, (_, msn) => segment(msn, { parts: [] }))
  const update = mediaPlaylist(state(segments), { skip: true })
  expect(update.split('\n').slice(5, 12)).toEqual([
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-DISCONTINUITY-SEQUENCE:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    '#EXT-X-SKIP:SKIPPED-SEGMENTS=2',
    '#EXT-X-MAP:URI="init-0.mp4"',
    '#EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:07.678Z',
    '#EXTINF:1,',
  ])
})

test('with nothing to skip, a delta update is the whole playlist', () => {
  const whole = state([segment(1), segment(2)])
  expect(mediaPlaylist(whole, { skip: true })).toBe(mediaPlaylist(whole))
})

test('the multivariant playlist names codecs, size, rate and bit rates of each variant', () => {
  const variant = {
    uri: 'media.m3u8',
    codecs: 'avc1.42c01f,mp4a.40.2',
    width: 1280,
    height: 720,
    frameRate: 29.97,
    bandwidth: 2_100_000.5,
    averageBandwidth: 2_000_000,
  }
  const small = { ...variant, uri: 'sub/media.m3u8', width: 640, height: 360, bandwidth: 5, averageBandwidth: 4 }
  expect(multivariantPlaylist([variant, small])).toBe(`#EXTM3U
#EXT-X-VERSION:9
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=2100001,AVERAGE-BANDWIDTH=2000000,CODECS="avc1.42c01f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970
media.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=5,AVERAGE-BANDWIDTH=4,CODECS="avc1.42c01f,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=29.970
sub/media.m3u8
`)
})
