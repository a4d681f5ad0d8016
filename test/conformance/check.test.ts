import { describe, expect, test } from 'vitest'
import type { Capture } from './capture.ts'
import { check, ruleNames } from './check.ts'
import { renditionRules } from './renditionRules.ts'
import { edited, rewritten, sampleCapture, samplePair } from './sample.ts'

const sample = sampleCapture()

/** Replaces in every playlist, or in those from one on. */
const replace = (pattern: RegExp | string, by: string, from = 0) =>
  edited(sample, (text, index) => (index < from ? text : text.replaceAll(pattern, by)))
const multivariant = (pattern: RegExp | string, by: string): Capture => {
  const { multivariant: before } = sample
  if (before === undefined) throw new Error('the sample has a multivariant playlist')
  return { ...sample, multivariant: { ...before, text: before.text.replace(pattern, by) } }
}
/** Swaps a box's type or a number for another at the first place where these bytes stand. */
const bytesReplaced =
  (from: readonly number[], to: readonly number[], skip = 0) =>
  (bytes: Uint8Array) => {
    const at = Buffer.from(bytes).indexOf(Buffer.from(from)) + skip
    return Uint8Array.from(bytes, (byte, index) => to[index - at] ?? byte)
  }
const ascii = (text: string) => [...Buffer.from(text, 'latin1')]
const open = /#EXT-X-PART:DURATION=0.20000,URI="part-(\d+).m4s"\n(?=#EXT-X-PRELOAD)/g

test('a valid capture breaks no rule', () => {
  expect(check(sample)).toEqual([])
})

test('two renditions of one stream break none', () => {
  expect(check(samplePair())).toEqual([])
})

test('segments that came in a burst, and have one date, match each its own', () => {
  const burst = edited(samplePair(), text => text.replaceAll('00:00:12.000Z', '00:00:11.005Z'))
  expect(burst.playlists.some(({ text }) => text.includes('00:00:11.005Z'))).toBe(true)
  const ofRenditions = renditionRules.map(({ rule }) => rule)
  expect(check(burst).filter(({ rule }) => ofRenditions.includes(rule))).toEqual([])
})

test('what was not fetched is not judged', () => {
  expect(check({ playlists: sample.playlists, bytes: new Map() })).toEqual([])
})

const rows: readonly [rule: string, mutation: string, capture: () => Capture, message: RegExp][] = [
  ['syntax', 'no #EXTM3U', () => replace('#EXTM3U\n', ''), /first line/],
  ['syntax', 'a tag of no specification', () => replace('#EXT-X-SKIP', '#EXT-X-SKIPPED'), /unknown tag EXT-X-SKIPPED/],
  ['syntax', 'a tag twice', () => replace('#EXT-X-VERSION:9', '#EXT-X-VERSION:9\n#EXT-X-VERSION:9'), /stands twice/],
  ['syntax', 'an attribute list with a space', () => replace(',HOLD-BACK', ', HOLD-BACK'), /attribute list/],
  ['syntax', 'a URI without EXTINF', () => replace('#EXTINF:1.00000,\nsegment-12', 'segment-12'), /URI without EXTINF/],
  ['syntax', 'a date without its time zone', () => replace('.000Z', '.000'), /no date/],
  ['syntax', 'a duration that is no number', () => replace('#EXTINF:1.00000', '#EXTINF:NaN'), /EXTINF is not a number/],
  ['version', 'EXT-X-SKIP in version 8', () => replace('VERSION:9', 'VERSION:8'), /is 8, its tags need 9/],
  ['version', 'EXT-X-MAP in version 5', () => replace('VERSION:9', 'VERSION:5'), /is 5, its tags need 6/],
  [
    'target-duration',
    'a segment that rounds to more',
    () => replace('1.00000,\nsegment-9', '1.50000,\nsegment-9'),
    /1.5 of segment 9/,
  ],
  ['target-duration', 'none', () => replace('#EXT-X-TARGETDURATION:1\n', ''), /missing/],
  ['part-inf', 'none', () => replace('#EXT-X-PART-INF:PART-TARGET=0.21\n', ''), /without EXT-X-PART-INF/],
  [
    'part-too-long',
    'a part over PART-TARGET',
    () => replace(/0.20000(,URI="part-62)/g, '0.22000$1'),
    /part 12.2 lasts 0.22 s/,
  ],
  [
    'part-too-long',
    'an independent part over it',
    () => replace(/0.20000(,URI="part-60)/g, '0.22000$1'),
    /part 12.0 lasts/,
  ],
  [
    'part-too-short',
    'a middle part under 85 %',
    () => replace(/0.20000(,URI="part-62)/g, '0.17000$1'),
    /part 12.2 lasts 0.17 s/,
  ],
  [
    'server-control',
    'two and a half parts',
    () => replace('PART-HOLD-BACK=0.63', 'PART-HOLD-BACK=0.525'),
    /PART-HOLD-BACK is 0.525/,
  ],
  ['server-control', 'no PART-HOLD-BACK', () => replace(',PART-HOLD-BACK=0.63', ''), /PART-HOLD-BACK is missing/],
  ['server-control', 'HOLD-BACK of two', () => replace(',HOLD-BACK=3', ',HOLD-BACK=2'), /HOLD-BACK is 2/],
  ['server-control', 'CAN-SKIP-UNTIL of five', () => replace('UNTIL=6', 'UNTIL=5'), /CAN-SKIP-UNTIL is 5/],
  ['server-control', 'no blocking reload', () => replace('CAN-BLOCK-RELOAD=YES,', ''), /CAN-BLOCK-RELOAD/],
  ['end-list', 'an end', () => replace(/$/g, '#EXT-X-ENDLIST\n', 54), /ends a live playlist/],
  ['independent-segments', 'none', () => replace('#EXT-X-INDEPENDENT-SEGMENTS\n', ''), /missing/],
  ['preload-hint', 'none', () => replace(/#EXT-X-PRELOAD-HINT.*\n/g, ''), /0 hints/],
  [
    'extinf-sum',
    'an EXTINF of its own',
    () => replace('1.00000,\nsegment-12.', '0.96000,\nsegment-12.'),
    /parts of segment 12 last 1.0/,
  ],
  [
    'parts-dropped',
    'parts kept for ever',
    () =>
      replace(
        '#EXTINF:1.00000,\nsegment-14.',
        '#EXT-X-PART:DURATION=1,URI="old.m4s"\n#EXTINF:1.00000,\nsegment-14.',
        40,
      ),
    /segment 14 ends .* s before the end/,
  ],
  ['map', 'none', () => replace(/#EXT-X-MAP.*\n/g, ''), /segment 0 has no EXT-X-MAP/],
  ['program-date-time', 'none', () => replace(/#EXT-X-PROGRAM-DATE-TIME.*\n/g, ''), /has no EXT-X-PROGRAM-DATE-TIME/],
  [
    'program-date-time',
    'none after a discontinuity',
    () => replace(/#EXT-X-PROGRAM-DATE-TIME:.*:07.000Z\n/g, ''),
    /after a discontinuity/,
  ],
  ['program-date-time', 'a second lost', () => replace('00:00:12.000Z', '00:00:13.000Z'), /segment 12 is 1000 ms/],
  ['program-date-time', 'back in time', () => replace('00:00:12.000Z', '00:00:01.000Z'), /segment 12 is -11000 ms/],
  [
    'window',
    'two segments',
    () =>
      edited(sample, text =>
        text
          .replace(/#EXT-X-SKIP.*\n/, '')
          .replace(/(#EXTINF[\s\S]*?)(#EXTINF.*\nsegment-\d+.m4s\n)(?=(?:#EXT-X-(?:PR|PA).*\n)*$)/, '$2'),
      ),
    /removed though only/,
  ],
  ['target-duration-moved', 'two, then one', () => replace('DURATION:1\n', 'DURATION:2\n', 20), /was 1, then 2/],
  ['part-target-moved', 'another', () => replace('TARGET=0.21', 'TARGET=0.22', 20), /was 0.21, then 0.22/],
  [
    'media-sequence-back',
    'a restart from nought',
    () => replace(/MEDIA-SEQUENCE:\d+/g, 'MEDIA-SEQUENCE:0', 30),
    /from \d+ back to 0/,
  ],
  [
    'discontinuity-sequence-back',
    'one, then nought',
    () => replace('DISCONTINUITY-SEQUENCE:1', 'DISCONTINUITY-SEQUENCE:0', 45),
    /from 1 back to 0/,
  ],
  [
    'edge-back',
    'an older playlist after a newer',
    () => ({ ...sample, playlists: [...sample.playlists.slice(0, 9), ...sample.playlists.slice(4, 6)] }),
    /the last segment and part went from/,
  ],
  [
    'segment-changed',
    'another URI',
    () => replace('segment-9.m4s', 'segment-nine.m4s', 20),
    /segment 9: its URI was segment-9/,
  ],
  [
    'segment-changed',
    'another EXTINF',
    () => replace('1.00000,\nsegment-9', '0.99900,\nsegment-9', 20),
    /segment 9: its EXTINF was 1/,
  ],
  ['segment-changed', 'another date', () => replace('00:00:09.000Z', '00:00:09.100Z', 20), /segment 9: its date was/],
  [
    'segment-changed',
    'a part that was another',
    () => replace('part-50.m4s', 'part-fifty.m4s', 4),
    /segment 10: part 0 was part-50/,
  ],
  ['segment-changed', 'another EXT-X-MAP', () => replace('init-1.mp4', 'init-2.mp4', 22), /its EXT-X-MAP was init-1/],
  [
    'discontinuity-number',
    'a discontinuity that goes uncounted',
    () => replace('DISCONTINUITY-SEQUENCE:1', 'DISCONTINUITY-SEQUENCE:0'),
    /had discontinuity number 1, later 0/,
  ],
  [
    'uri-again',
    'one name for all segments',
    () => replace(/segment-1\d.m4s/g, 'segment-10.m4s'),
    /segment-10.m4s names segment 10 and segment 11/,
  ],
  [
    'delta',
    'one that skips what is too new',
    () =>
      edited(sample, text =>
        text.includes('SKIPPED-SEGMENTS=4')
          ? text
              .replace('SKIPPED-SEGMENTS=4', 'SKIPPED-SEGMENTS=6')
              .replace(
                /(?:#EXT-X-(?:PROG|DISC|MAP).*\n)+#EXTINF.*\nsegment-.*\n(?:#EXT-X-(?:PROG|DISC|MAP).*\n)+#EXTINF.*\nsegment-.*\n/,
                '',
              )
          : text,
      ),
    /CAN-SKIP-UNTIL is 6/,
  ],
  [
    'delta',
    'one that skips what was never seen',
    () => ({ ...sample, playlists: sample.playlists.slice(1) }),
    /not all seen/,
  ],
  [
    'hint-true',
    'a name that never comes',
    () => replace('TYPE=PART,URI="part-60.m4s"', 'TYPE=PART,URI="part-60b.m4s"'),
    /part-60b.m4s was hinted, what came was part-60.m4s/,
  ],
  [
    'update-late',
    'silence',
    () => ({
      ...sample,
      playlists: sample.playlists.map((one, index) => ({ ...one, at: one.at + (index > 20 ? 3000 : 0) })),
    }),
    /3.2 s after the one before/,
  ],
  [
    'boxes',
    'a segment cut short',
    () => rewritten(sample, 'segment-12.m4s', bytes => bytes.subarray(0, -1)),
    /segment 12: mdat .* are left/,
  ],
  [
    'boxes',
    'an init without mvex',
    () => rewritten(sample, 'init-1.mp4', bytesReplaced(ascii('mvex'), ascii('free'))),
    /no mvex/,
  ],
  [
    'boxes',
    'a page instead of a part',
    () => rewritten(sample, 'part-60.m4s', () => Uint8Array.from(ascii('<!doctype html>'))),
    /part 12.0/,
  ],
  [
    'parts-make-segment',
    'a part of another segment',
    () => ({
      ...sample,
      bytes: new Map(sample.bytes).set(
        'http://camera.test/hls/part-60.m4s',
        sample.bytes.get('http://camera.test/hls/part-65.m4s') ?? new Uint8Array(),
      ),
    }),
    /segment 12: its parts make/,
  ],
  [
    'duration-true',
    'parts that last less than they say',
    () =>
      edited(sample, text =>
        text
          .replaceAll('1.00000,\nsegment-12.', '1.05000,\nsegment-12.')
          .replaceAll(/0.20000(,URI="part-6[0-4])/g, '0.21000$1'),
      ),
    /segment 12 says 1.05 s, its samples last 1.0000 s/,
  ],
  [
    'time-continuous',
    'a segment in the place of another',
    () => ({
      ...sample,
      bytes: new Map(sample.bytes).set(
        'http://camera.test/hls/segment-12.m4s',
        sample.bytes.get('http://camera.test/hls/segment-14.m4s') ?? new Uint8Array(),
      ),
    }),
    /segment 12: track 1 is 2000.0 ms/,
  ],
  [
    'starts-with-keyframe',
    'a segment that starts in the middle',
    () =>
      rewritten(
        sample,
        'segment-12.m4s',
        () => sample.bytes.get('http://camera.test/hls/part-62.m4s') ?? new Uint8Array(),
      ),
    /segment 12 does not start with a keyframe/,
  ],
  [
    'independent-true',
    'YES on every part',
    () => replace(/(part-62.m4s")\n/g, '$1,INDEPENDENT=YES\n'),
    /part 12.2 says INDEPENDENT=YES and holds no keyframe/,
  ],
  [
    'independent-true',
    'a keyframe unsaid',
    () => replace(/(part-60.m4s"),INDEPENDENT=YES/g, '$1'),
    /part 12.0 holds a keyframe and does not say so/,
  ],
  [
    'sync-flag-true',
    'all samples flagged as keyframes',
    () => rewritten(sample, 'part-62.m4s', bytesReplaced([1, 1, 0, 0], [2, 0, 0, 0])),
    /part 12.2: 5 samples/,
  ],
  [
    'h264-level',
    'level 6.2',
    () => rewritten(sample, 'init-1.mp4', bytesReplaced([0x42, 0xc0, 0x0d], [0x42, 0xc0, 0x3e])),
    /level 6.2/,
  ],
  [
    'h264-level',
    'High 4:2:2',
    () => rewritten(sample, 'init-1.mp4', bytesReplaced([0x42, 0xc0, 0x0d], [0x7a, 0xc0, 0x0d])),
    /beyond High/,
  ],
  ['map-change', 'no discontinuity', () => replace('#EXT-X-DISCONTINUITY\n', ''), /the init changes at segment 7/],
  ['multivariant-syntax', 'no variant', () => multivariant(/#EXT-X-STREAM-INF[\s\S]*/, ''), /no EXT-X-STREAM-INF/],
  ['multivariant-attributes', 'no FRAME-RATE', () => multivariant(',FRAME-RATE=25.000', ''), /has no FRAME-RATE/],
  [
    'codecs-true',
    'another level',
    () => multivariant('42C00D', '42C01E'),
    /CODECS says avc1.42c01e, its init avc1.42c00d/,
  ],
  [
    'codecs-true',
    'audio that is not there',
    () => multivariant('42C00D', '42C00D,mp4a.40.2'),
    /CODECS says avc1.42c00d,mp4a.40.2/,
  ],
  [
    'resolution-true',
    'another size',
    () => multivariant('320x240', '1280x720'),
    /RESOLUTION says 1280x720, its init 320x240/,
  ],
  [
    'frame-rate-true',
    'another rate',
    () => multivariant('25.000', '30.000'),
    /FRAME-RATE says 30, its samples come at 25.000/,
  ],
  [
    'bandwidth-true',
    'too little',
    () => multivariant(/([:,])BANDWIDTH=\d+/, '$1BANDWIDTH=100000'),
    /BANDWIDTH says 100000/,
  ],
  [
    'average-bandwidth-true',
    'too little',
    () => multivariant(/AVERAGE-BANDWIDTH=\d+/, 'AVERAGE-BANDWIDTH=90000'),
    /says 90000/,
  ],
  [
    'average-bandwidth-true',
    'more than the peak',
    () => multivariant(/AVERAGE-BANDWIDTH=\d+/, 'AVERAGE-BANDWIDTH=99999999'),
    /more than BANDWIDTH/,
  ],
  [
    'groups',
    'a group that is not there',
    () => multivariant('FRAME-RATE', 'AUDIO="mic",FRAME-RATE'),
    /no audio group mic/,
  ],
  [
    'same-target-duration',
    'another target duration',
    () => samplePair(text => text.replace('TARGETDURATION:1', 'TARGETDURATION:2')),
    /targetDuration is 1 in .*media.m3u8, 2 in .*small/,
  ],
  [
    'same-target-duration',
    'another part target',
    () => samplePair(text => text.replace('PART-TARGET=0.21', 'PART-TARGET=0.22')),
    /partTarget is 0.21 in .*media.m3u8, 0.22 in .*small/,
  ],
  [
    'segments-aligned',
    'segments that begin elsewhere',
    () => samplePair(text => text.replaceAll('.000Z', '.300Z')),
    /segment \d+ of .* begins where .* has no segment begin/,
  ],
  [
    'discontinuities-match',
    'a count of its own',
    () => samplePair(text => text.replace(/DISCONTINUITY-SEQUENCE:(\d)/, 'DISCONTINUITY-SEQUENCE:7$1')),
    /segment \d+ has discontinuity number 0 in .*, 70 in/,
  ],
  [
    'timestamps-match',
    'dates that are a second off',
    () =>
      samplePair(text =>
        text.replaceAll(
          /(TIME:.*?)(\d\d)\.000Z/g,
          (_, head, second) => `${head}${String(Number(second) + 1).padStart(2, '0')}.000Z`,
        ),
      ),
    /segment 8 begins at \d+ ms of .*, at \d+ ms of/,
  ],
  [
    'report-true',
    'an old one',
    () => samplePair((text, index) => (index > 20 ? text.replace(/LAST-MSN=\d+/, 'LAST-MSN=9') : text)),
    /reports 9.* which had 1\d.* a target duration before/,
  ],
  [
    'report-true',
    'one that never comes',
    () => samplePair(text => text.replace(/LAST-MSN=\d+/, 'LAST-MSN=99')),
    /reports 99.* never came so far/,
  ],
  [
    'report-true',
    'none of its numbers',
    () => samplePair(text => text.replace(/LAST-MSN=\d+/, 'LAST-MSN=x')),
    /LAST-MSN=x/,
  ],
  [
    'rendition-report',
    'a second rendition unreported',
    () => multivariant(/$/, '#EXT-X-STREAM-INF:BANDWIDTH=1\nother.m3u8\n'),
    /has no report of http:\/\/camera.test\/hls\/other.m3u8/,
  ],
  [
    'rendition-report',
    'a report of itself',
    () => replace(/$/g, '#EXT-X-RENDITION-REPORT:URI="media.m3u8",LAST-MSN=1\n'),
    /reports itself/,
  ],
]

describe('check() catches', () => {
  test.each(rows)('%s: %s', (rule, _, capture, message) => {
    const found = check(capture()).filter(violation => violation.rule === rule)
    expect(found.map(violation => violation.message).join('\n')).toMatch(message)
    expect(found[0]?.clause).toMatch(/RFC|Apple|ISO/)
  })

  test('a violation of every rule it has', () => {
    expect([...new Set(rows.map(([rule]) => rule))].sort()).toEqual([...ruleNames].sort())
  })
})

describe('check() lets pass', () => {
  test.each([
    [
      'a short last part of a segment',
      () => edited(sample, text => text.replaceAll(open, match => match.replace('0.20000', '0.05000'))),
      'part-too-short',
    ],
    ['a short independent part', () => replace(/0.20000(,URI="part-60)/g, '0.10000$1'), 'part-too-short'],
    [
      'a discontinuity that is left out with the segment before it, once it is counted',
      () =>
        edited(sample, text =>
          text.includes('MEDIA-SEQUENCE:7\n')
            ? text.replace('#EXT-X-DISCONTINUITY\n', '').replace('SEQUENCE:0', 'SEQUENCE:1')
            : text,
        ),
      'discontinuity-number',
    ],
  ])('%s', (_, capture, rule) => expect(check(capture()).filter(one => one.rule === rule)).toEqual([]))
})
