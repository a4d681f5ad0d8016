import { describe, expect, test } from 'vitest'
import { needs } from '../support/require.ts'
import {
  ffprobeComplaints,
  hlsParserComplaints,
  m3u8ParserComplaints,
  mp4boxComplaints,
  othersComplaints,
} from './others.ts'
import { sampleCapture } from './sample.ts'

const sample = sampleCapture()
const file = (name: string) => sample.bytes.get(`http://camera.test/hls/${name}`) ?? new Uint8Array()
const full = sample.playlists[40]?.text ?? ''
const [init, segment] = [file('init-1.mp4'), file('segment-12.m4s')]
const zeroed = Uint8Array.from(segment, (byte, at) => (at > 2000 && at < 4000 ? 0xff : byte))

test('no parser of others complains of a valid capture', () => {
  expect(othersComplaints(sample)).toEqual([])
})

// A validator that never complains proves nothing: each must catch something.
describe('hls-parser catches', () => {
  test.each([
    ['a part over PART-TARGET', full.replace('DURATION=0.20000', 'DURATION=0.30000'), /PART-TARGET is the maximum/],
    ['a short middle part', full.replace(/0.20000(,URI="part-\d+.m4s"\n)/, '0.10000$1'), /at least 85%/],
    ['an EXTINF over the target duration', full.replace('EXTINF:1.0', 'EXTINF:1.9'), /EXTINF duration/],
    ['no PART-INF', full.replace(/#EXT-X-PART-INF.*\n/, ''), /EXT-X-PART-INF is required/],
    ['CAN-SKIP-UNTIL of five', full.replace('UNTIL=6', 'UNTIL=5'), /at least six times/],
  ])('%s', (_, text, message) => {
    expect(hlsParserComplaints(full)).toEqual([])
    expect(hlsParserComplaints(text).join()).toMatch(message)
  })
})

test('m3u8-parser catches a PART-HOLD-BACK of one part', () => {
  expect(m3u8ParserComplaints(full)).toEqual([])
  expect(m3u8ParserComplaints(full.replace('PART-HOLD-BACK=0.63', 'PART-HOLD-BACK=0.21')).join()).toMatch(
    /clamping PART-HOLD-BACK/,
  )
})

describe('mp4box catches', () => {
  test.each([
    ['a segment cut short', segment.subarray(0, -100), /its boxes take/],
    ['a segment that lasts less than it should', file('part-60.m4s'), /5 samples last 0.2000 s, not 1/],
    ['no media at all', new Uint8Array(), /0 samples/],
  ])('%s', (_, media, message) => {
    expect(mp4boxComplaints(init, segment, 1)).toEqual([])
    expect(mp4boxComplaints(init, media, 1).join()).toMatch(message)
  })
})

needs('ffprobe')('ffprobe catches', () => {
  test.each([
    ['a frame that is damaged', [zeroed], /error|corrupt|invalid|concealing/i],
    ['frames that are missing', [file('part-60.m4s')], /5 frames, not 25/],
    ['no init', [], /exit 1/],
  ])('%s', (title, media, message) => {
    expect(ffprobeComplaints(init, [segment], 25)).toEqual([])
    expect(ffprobeComplaints(title === 'no init' ? segment : init, media, 25).join()).toMatch(message)
  })
})
