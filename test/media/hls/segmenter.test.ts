import { expect, test } from 'vitest'
import type { MediaPacket } from '../../../src/media/flv/packets.ts'
import type { Cut } from '../../../src/media/hls/cut.ts'
import { partTarget } from '../../../src/media/hls/partTarget.ts'
import { Segmenter } from '../../../src/media/hls/segmenter.ts'
import { readFragment } from '../../../src/media/mp4/readFragment.ts'
import type { AudioTrack, VideoTrack } from '../../../src/media/track.ts'

const video: VideoTrack = {
  kind: 'video',
  id: 1,
  timescale: 90_000,
  avcC: new Uint8Array(),
  codec: 'avc1.42c01f',
  width: 16,
  height: 16,
}
const audio: AudioTrack = {
  kind: 'audio',
  id: 2,
  timescale: 16_000,
  audioSpecificConfig: new Uint8Array(),
  codec: 'mp4a.40.2',
  sampleRate: 16_000,
  channels: 1,
}

const frame = (dts: number, keyframe = false): MediaPacket => ({
  kind: 'video',
  dts,
  cts: 0,
  keyframe,
  data: [Uint8Array.of(1)],
  size: 1,
})
const sound = (dts: number): MediaPacket => ({ ...frame(dts, true), kind: 'audio' })

function segmenter(framesPerSecond = 30, tracks: readonly (VideoTrack | AudioTrack)[] = [video]) {
  return new Segmenter({ tracks, framesPerSecond, partTarget: 0.35, targetDuration: 2, startSeconds: 10 })
}

/** Without the short parts. */
const long = (all: readonly Cut[]) => all.filter(({ kind }) => kind !== 'shortPart')

/** Feeds packets and writes what was cut, in order: `part 0.333 key`, `end`. */
function cuts(cutter: Segmenter, packets: Iterable<MediaPacket>): string[] {
  return long(Array.from(packets).flatMap(packet => cutter.push(packet, packet.dts + 1_000_000))).map(words)
}

function words(cut: Cut): string {
  if (cut.kind === 'segmentEnd') return 'end'
  return `part ${cut.seconds.toFixed(3)}${cut.independent ? ' key' : ''}`
}

/** Frames of a camera with a keyframe every `group` frames; stamps in whole milliseconds, as FLV has them. */
function* camera(count: number, { fps = 30, group = 30, from = 0 } = {}): Generator<MediaPacket> {
  for (let index = 0; index < count; index++) yield frame(from + Math.round((index * 1000) / fps), index % group === 0)
}

test('a part is handed over with its last frame, not with the frame after it', () => {
  const cutter = segmenter()
  expect(cuts(cutter, camera(9))).toEqual([])
  expect(cuts(cutter, [frame(300)])).toEqual(['part 0.333 key'])
})

test('a second of 30 frames is three parts and one segment', () => {
  expect(cuts(segmenter(), camera(61))).toEqual([
    'part 0.333 key',
    'part 0.333',
    'part 0.334',
    'end',
    'part 0.333 key',
    'part 0.333',
    'part 0.334',
    'end',
  ])
})

test('the first four segments of a run end at any keyframe, the later ones only after three quarters of a second', () => {
  const ends = cuts(segmenter(), camera(120, { group: 6 }))
    .join(' ')
    .split('end')
  expect(ends.map(segment => segment.match(/part/g)?.length ?? 0)).toEqual([1, 1, 1, 1, 3, 3, 3, 2])
})

test('a part that holds a keyframe says so, wherever in it that stands', () => {
  const later = cuts(segmenter(), camera(200, { group: 12 }))
    .join(' ')
    .split('end')
    .slice(4, 6)
  expect(later.map(segment => segment.trim())).toEqual(Array(2).fill('part 0.333 key part 0.333 key part 0.134'))
})

test.each([
  ['60 fps', 60],
  ['29.97 fps', 29.97],
  ['25 fps', 25],
  ['15 fps', 15],
])('at %s every part is between 85 %% and 100 %% of its target, except a last one', (_, fps) => {
  const all = cuts(segmenter(fps), camera(400, { fps, group: Math.round(fps) }))
  const parts = all.filter((_cut, index) => all[index + 1] !== 'end').filter(cut => cut !== 'end')
  for (const part of parts.slice(1)) {
    expect(Number(part.split(' ')[1])).toBeGreaterThan(0.85 * 0.35)
    expect(Number(part.split(' ')[1])).toBeLessThanOrEqual(0.35)
  }
})

test.each([
  ['jitters', (at: number) => at + (at % 7) * 4],
  ['runs 3 % fast', (at: number) => Math.round(at * 0.97)],
  ['pauses for three seconds', (at: number) => (at > 500 ? at + 3000 : at)],
  ['jumps back an hour', (at: number) => (at > 500 ? at - 3_600_000 : at + 0)],
  ['stands still', () => 40],
])('no part outgrows its target when the clock of the camera %s', (_, bend) => {
  const all = cuts(
    segmenter(),
    Array.from(camera(300), packet => ({ ...packet, dts: bend(packet.dts) })),
  )
  const lengths = all.filter(cut => cut !== 'end').map(part => Number(part.split(' ')[1]))
  expect(lengths.length).toBeGreaterThan(5)
  expect(Math.max(...lengths)).toBeLessThanOrEqual(0.35)
})

test('the timeline has no holes: each fragment begins where the one before it ended', () => {
  const cutter = segmenter()
  const parts = Array.from(camera(200), packet => ({ ...packet, dts: packet.dts + (packet.dts % 5) }))
    .flatMap(packet => cutter.push(packet, 0))
    .filter(cut => cut.kind === 'part')
  let end = 10 * 90_000
  for (const part of parts) {
    expect(firstDecodeTime(part.bytes)).toBe(end)
    end += Math.round(part.seconds * 90_000)
  }
})

test('the same frames come in short parts too, each with its last frame and without holes', () => {
  const cutter = segmenter(30, [video, audio])
  const stamps = Array.from({ length: 40 }, (_, index) => sound(index * 64))
  const packets = [...camera(100), ...stamps].sort((one, other) => one.dts - other.dts)
  const all = packets.flatMap(packet => cutter.push({ ...packet, dts: packet.dts + (packet.dts % 5) }, 0))
  const shorts = all.filter(cut => cut.kind === 'shortPart')
  expect(shorts.slice(0, 12).map(({ frames }) => frames)).toEqual([1, 3, 3, 3, 3, 3, 3, 1, 3, 3, 3, 1])
  let end = 10 * 90_000
  for (const short of shorts) {
    expect(firstDecodeTime(short.bytes)).toBe(end)
    end += Math.round(short.seconds * 90_000)
  }
  const durations = (parts: readonly { readonly bytes: Uint8Array }[]) =>
    [0, 1].map(track =>
      parts.flatMap(({ bytes }) => readFragment(bytes)[track]?.samples.map(({ duration }) => duration) ?? []),
    )
  expect(durations(shorts)).toEqual(durations(all.filter(cut => cut.kind === 'part')))
})

test.each([
  [30, 3],
  [25, 3],
  [15, 2],
  [10, 1],
  [5, 1],
])('of %d frames a second a short part has %d, but for the keyframe that begins a segment', (rate, count) => {
  const cutter = segmenter(rate)
  const all = [...camera(rate, { fps: rate, group: rate })].flatMap(packet => cutter.push(packet, 0))
  const frames = all.filter(cut => cut.kind === 'shortPart').map(cut => cut.frames)
  expect(frames.slice(0, 2)).toEqual([1, count])
})

/** The tfdt of the first track: moof(8) mfhd(16) traf(8) tfhd(16) tfdt(12) and then eight bytes. */
function firstDecodeTime(moof: Uint8Array): number {
  return Number(new DataView(moof.buffer, moof.byteOffset + 60, 8).getBigUint64(0))
}

test.each([
  ['a little early now and then', 14, 66, 17],
  ['hardly ever on time', 15, 66, 60],
  ['twice as often as was said', 7.5, 66, 10],
])(
  'parts last at least 85 %% of their target and never more than it with frames that come %s',
  (_, said, every, early) => {
    const cutter = new Segmenter({
      tracks: [video],
      framesPerSecond: said,
      partTarget: partTarget(said),
      targetDuration: 2,
      startSeconds: 10,
    })
    const packets = Array.from({ length: 600 }, (_, index) => {
      const jitter = Math.round(early * Math.abs(Math.sin(index * 7.1)))
      return frame(1000 + index * every - jitter, index % 15 === 0)
    })
    const cut = long(packets.flatMap(packet => cutter.push(packet, packet.dts + 1_000_000)))
    const parts = cut.flatMap((one, index) =>
      one.kind === 'part' && cut[index + 1]?.kind === 'part' ? [one.seconds] : [],
    )
    expect(parts.length).toBeGreaterThan(40)
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(0.85 * partTarget(said))
    expect(Math.max(...parts)).toBeLessThanOrEqual(partTarget(said))
    // What was stretched is taken back: the timeline keeps with the camera's.
    const seconds = cut.reduce((sum, one) => sum + (one.kind === 'part' ? one.seconds : 0), 0)
    expect(Math.abs(seconds - (600 * every) / 1000)).toBeLessThan(1)
  },
)

test.each([
  ...[15, 10, 8, 5, 4].map(rate => [30, rate]),
  ...[15, 10, 5, 4].map(rate => [25, rate]),
  ...[10, 5, 4].map(rate => [15, rate]),
])('the timeline of a camera of %d frames a second that falls to %d in the dark keeps with the clock', (rate, dark) => {
  const cutter = segmenter(rate)
  const bright = [...camera(5 * rate, { fps: rate, group: rate })]
  const slow = [...camera(60 * dark, { fps: dark, group: dark, from: 5000 })]
  const all = long([...bright, ...slow].flatMap(packet => cutter.push(packet, 0)))
  const parts = all.flatMap((one, index) =>
    one.kind === 'part' && all[index + 1]?.kind === 'part' ? [one.seconds] : [],
  )
  expect(Math.min(...parts)).toBeGreaterThanOrEqual(0.85 * 0.35)
  expect(Math.abs(cutter.endSeconds - 75)).toBeLessThan(0.7)
})

test.each([
  ['runs evenly', [...camera(200)], 0],
  ['misses half a second', [...camera(100), ...camera(100, { from: 3800 })], 0],
  ['jumps ahead', [...camera(100), ...camera(100, { from: 3_600_000 })], 1],
  ['stands for two seconds', [...camera(60), ...[...camera(60)].map(packet => ({ ...packet, dts: 2000 }))], 2],
])('a clock that %s', (_, packets, faults) => {
  const cutter = segmenter()
  for (const packet of packets) cutter.push(packet, 0)
  expect(cutter.clockFaults).toBe(faults)
})

test('frames before the first keyframe are left out', () => {
  const cutter = segmenter()
  expect(cuts(cutter, [frame(0), frame(33), ...camera(10, { from: 66 })])).toEqual(['part 0.333 key'])
})

test.each([
  ['never sends a keyframe', Array.from(camera(200), packet => ({ ...packet, keyframe: false }))],
  ['sends none for four seconds', [...camera(120, { group: 1000 })]],
])('a camera that %s is an error that names the rule', (_, packets) => {
  expect(() => cuts(segmenter(), packets)).toThrow(expect.objectContaining({ code: 'keyframes_too_far' }))
})

test('the end of a run closes what is open', () => {
  const cutter = segmenter()
  cuts(cutter, camera(13))
  expect(long(cutter.finish()).map(words)).toEqual(['part 0.100', 'end'])
  expect(cutter.finish()).toEqual([])
})

test('a part says when its first picture was captured, also when that was held up on its way', () => {
  const [cutter, late] = [segmenter(), segmenter()]
  const parts = long(Array.from(camera(30)).flatMap(packet => cutter.push(packet, packet.dts + 500)))
  expect(parts.map(part => part.kind === 'part' && part.capturedAt)).toEqual([500, 833, 1166])
  const arrives = ({ dts }: MediaPacket) => (dts < 300 ? 800 : 500 + dts)
  const burst = long(Array.from(camera(30)).flatMap(packet => late.push(packet, arrives(packet))))
  expect(burst.map(part => part.kind === 'part' && part.capturedAt)).toEqual([500, 833, 1166])
})

test('sound goes into the part that is open, and none is written twice after a gap was closed', () => {
  const cutter = segmenter(30, [video, audio])
  const stamps = Array.from({ length: 40 }, (_, index) => sound(index * 64))
  const packets = [...camera(75), ...stamps].sort((one, other) => one.dts - other.dts)
  const parts = packets.flatMap(packet => cutter.push(packet, 0)).filter(cut => cut.kind === 'part')
  expect(parts.map(part => trafs(part.bytes))).toEqual(Array.from({ length: 7 }, () => 2))
  expect(cutter.push(sound(0), 0)).toEqual([])
})

test.each([
  ['within a part', 200, [1024 * 4, 1024]],
  ['between two parts', 300, [1024 * 4]],
])('where sound is missing %s, the timeline has no hole all the same', (_, from, expected) => {
  const cutter = segmenter(30, [video, audio])
  const stamps = Array.from({ length: 12 }, (_each, index) => sound(index * 64)).filter(
    ({ dts }) => dts < from || dts >= from + 3 * 64,
  )
  const packets = [...camera(31), ...stamps].sort((one, other) => one.dts - other.dts)
  const parts = packets.flatMap(packet => cutter.push(packet, 0)).filter(cut => cut.kind === 'part')
  const durations = parts.flatMap(part => soundDurations(part.bytes))
  expect(durations.slice(durations.findIndex(duration => duration !== 1024)).slice(0, expected.length)).toEqual(
    expected,
  )
  expect(durations.reduce((sum, duration) => sum + duration, 0)).toBe(1024 * 12)
})

test('a clock that jumps ahead does not silence the camera, whichever track jumps first', () => {
  const cutter = segmenter(30, [video, audio])
  const jump = (packet: MediaPacket) => (packet.dts >= 1000 ? { ...packet, dts: packet.dts + 8000 } : packet)
  const stamps = Array.from({ length: 40 }, (_each, index) => sound(index * 64))
  const packets = [...stamps, ...camera(75)].sort((one, other) => one.dts - other.dts).map(jump)
  const parts = packets.flatMap(packet => cutter.push(packet, 0)).filter(cut => cut.kind === 'part')
  expect(parts.length).toBe(7)
  expect(Math.max(...parts.flatMap(part => soundDurations(part.bytes)))).toBeLessThan(4 * 1024)
  expect(parts.map(part => trafs(part.bytes))).toEqual(Array.from({ length: 7 }, () => 2))
})

/** The sample durations of the second track: its trun is the second one of the fragment. */
function soundDurations(bytes: Uint8Array): number[] {
  const at = new TextDecoder('latin1').decode(bytes).lastIndexOf('trun') + 4
  const view = new DataView(bytes.buffer, bytes.byteOffset + at)
  return Array.from({ length: view.getUint32(4) }, (_, index) => view.getUint32(12 + index * 16))
}

function trafs(bytes: Uint8Array): number {
  return new TextDecoder('latin1').decode(bytes).split('traf').length - 1
}
