import { BoxError } from './boxes.ts'
import { allSegments, type History } from './history.ts'
import { holdsIdr, parseInit, parseMedia, type Run, secondsOf, type Track } from './media.ts'
import type { Part, Segment } from './playlist.ts'
import type { Rule } from './violation.ts'

/** The bytes of a segment or part, read. */
export interface Media {
  readonly name: string
  readonly bytes: Uint8Array
  readonly runs: readonly Run[]
  /** What a playlist says it lasts, in seconds. */
  readonly duration: number
}

/** A closed segment with what was fetched of it. */
export interface Fetched {
  readonly segment: Segment
  readonly init: Uint8Array
  readonly tracks: readonly Track[]
  /** Undefined when it was not fetched. */
  readonly whole: Media | undefined
  readonly parts: readonly (Media & Pick<Part, 'independent'>)[]
}

/** The segments of one playlist by msn, with the problems of reading their bytes. */
export interface FetchedMedia {
  readonly segments: readonly Fetched[]
  readonly problems: readonly string[]
}

/** Reads all that was fetched of a playlist's segments and parts. */
export function fetchedMedia(history: History, bytes: ReadonlyMap<string, Uint8Array>): FetchedMedia {
  const problems: string[] = []
  const reading = <T>(name: string, read: () => T): T | undefined => {
    try {
      return read()
    } catch (cause) {
      if (!(cause instanceof BoxError)) throw cause
      problems.push(`${name}: ${cause.message}`)
      return undefined
    }
  }
  const of = (uri: string | undefined) => (uri === undefined ? undefined : bytes.get(new URL(uri, history.url).href))
  const inits = new Map<string, readonly Track[] | undefined>()
  const media = (name: string, uri: string | undefined, duration: number, tracks: readonly Track[]): Media[] => {
    const found = of(uri)
    const runs = found && reading(name, () => parseMedia(found, tracks))
    return found && runs ? [{ name, bytes: found, runs, duration }] : []
  }

  const segments = closedSegments(history).flatMap((segment): Fetched[] => {
    const { msn, map = '' } = segment
    const init = of(segment.map)
    if (init === undefined) return []
    if (!inits.has(map))
      inits.set(
        map,
        reading(map, () => parseInit(init)),
      )
    const tracks = inits.get(map)
    if (tracks === undefined) return []
    const parts = segment.parts.flatMap((part, index) => {
      const name = `part ${msn}.${index}`
      return media(name, part.uri, part.duration, tracks).map(one => ({ ...one, independent: part.independent }))
    })
    return [{ segment, init, tracks, parts, whole: media(`segment ${msn}`, segment.uri, segment.duration, tracks)[0] }]
  })
  return { segments, problems }
}

/** Rules over the bytes behind a playlist. */
export const mediaRules: readonly Rule<FetchedMedia>[] = [
  { rule: 'boxes', clause: 'ISO/IEC 14496-12; RFC 8216 §3.3', find: ({ problems }) => problems },
  {
    rule: 'parts-make-segment',
    clause: 'RFC 8216bis §3.1: the parts of a segment hold all of it',
    *find({ segments }) {
      for (const { segment, whole, parts } of segments) {
        if (whole === undefined || parts.length === 0 || parts.length !== segment.parts.length) continue
        const joined = Buffer.concat(parts.map(({ bytes }) => bytes))
        if (!joined.equals(whole.bytes)) {
          yield `segment ${segment.msn}: its parts make ${joined.length} bytes that are not its ${whole.bytes.length}`
        }
      }
    },
  },
  {
    rule: 'duration-true',
    clause: 'Apple authoring §9.1; RFC 8216bis §4.4.4.1: EXTINF and DURATION say what the samples last',
    *find({ segments }) {
      for (const { name, runs, duration } of segments.flatMap(everyMedia)) {
        const video = runs.filter(isVideo)
        const seconds = video.reduce((sum, run) => sum + secondsOf(run), 0)
        if (video.length > 0 && Math.abs(seconds - duration) > halfAFrame(video)) {
          yield `${name} says ${duration} s, its samples last ${seconds.toFixed(4)} s`
        }
      }
    },
  },
  {
    rule: 'time-continuous',
    clause: 'RFC 8216 §3; ISO/IEC 23000-19 §7.3.2.3: no gap without a discontinuity',
    find: timeGaps,
  },
  {
    rule: 'starts-with-keyframe',
    clause: 'RFC 8216 §4.3.5.1 (EXT-X-INDEPENDENT-SEGMENTS); Apple authoring §1.10',
    *find({ segments }) {
      for (const { segment, whole, parts } of segments) {
        const first = (whole ?? parts[0])?.runs.find(isVideo)?.samples[0]
        if (first && !(first.sync && holdsIdr(first))) yield `segment ${segment.msn} does not start with a keyframe`
      }
    },
  },
  {
    rule: 'independent-true',
    clause: 'RFC 8216bis §4.4.4.9: INDEPENDENT=YES where, and where only, a part holds a keyframe',
    *find({ segments }) {
      for (const { name, runs, independent } of segments.flatMap(({ parts }) => parts)) {
        const video = runs.filter(isVideo)
        const keyframe = video.some(({ samples }) => samples.some(one => one.sync && holdsIdr(one)))
        if (video.length > 0 && keyframe !== independent) {
          yield `${name} ${independent ? 'says INDEPENDENT=YES and holds no keyframe' : 'holds a keyframe and does not say so'}`
        }
      }
    },
  },
  {
    rule: 'sync-flag-true',
    clause: 'ISO/IEC 14496-12 §8.8.3.1: sample_is_non_sync_sample',
    *find({ segments }) {
      for (const { name, runs } of segments.flatMap(everyMedia)) {
        const lying = runs
          .filter(isVideo)
          .flatMap(({ samples }) => samples)
          .filter(one => one.sync !== holdsIdr(one))
        if (lying.length > 0) yield `${name}: ${lying.length} samples are flagged otherwise than their NAL units say`
      }
    },
  },
  {
    rule: 'h264-level',
    clause: 'Apple authoring §1.2–1.3: avc1, at most High profile and level 5.2',
    *find({ segments }) {
      for (const codec of new Set(segments.flatMap(({ tracks }) => tracks.map(one => one.codec)))) {
        const [, profile = '', level = ''] = /^avc\d\.(..)..(..)$/.exec(codec) ?? []
        if (codec.startsWith('avc3')) yield `${codec}: parameter sets belong in the init, as avc1`
        if (Number.parseInt(profile, 16) > 100) yield `${codec}: a profile beyond High`
        if (Number.parseInt(level, 16) > 52)
          yield `${codec}: level ${Number.parseInt(level, 16) / 10}, few phones decode that`
      }
    },
  },
  {
    rule: 'map-change',
    clause: 'RFC 8216 §4.3.2.3, §4.3.2.5: another init needs a discontinuity',
    *find({ segments }) {
      for (const [index, { segment, init }] of segments.entries()) {
        const before = segments[index - 1]
        if (before === undefined || before.segment.msn !== segment.msn - 1 || segment.discontinuity) continue
        if (!Buffer.from(init).equals(before.init))
          yield `the init changes at segment ${segment.msn} without a discontinuity`
      }
    },
  },
]

const isVideo = ({ track }: Run) => track.kind === 'video'
const everyMedia = ({ whole, parts }: Fetched): readonly Media[] => (whole ? [whole, ...parts] : parts)

function halfAFrame(runs: readonly Run[]): number {
  return Math.max(...runs.flatMap(run => run.samples.map(({ duration }) => duration / run.track.timescale / 2)), 0.002)
}

function* timeGaps({ segments }: FetchedMedia) {
  const due = new Map<number, number>()
  let last: number | undefined
  for (const { segment, whole, parts } of segments) {
    if (segment.discontinuity || segment.msn - 1 !== last) due.clear()
    last = segment.msn
    for (const { name, runs } of whole ? [whole] : parts) {
      for (const run of runs) {
        const expected = due.get(run.track.id)
        const off = expected === undefined ? 0 : run.decodeTime / run.track.timescale - expected
        if (Math.abs(off) > halfAFrame([run])) {
          yield `${name}: track ${run.track.id} is ${(off * 1000).toFixed(1)} ms from where the samples before end`
        }
        due.set(run.track.id, run.decodeTime / run.track.timescale + secondsOf(run))
      }
    }
  }
}

// The last answer that lists parts of a segment knows most of it.
function closedSegments({ versions }: History): Segment[] {
  const known = new Map<number, Segment>()
  for (const segment of versions.flatMap(({ whole }) => (whole === undefined ? [] : allSegments(whole)))) {
    const before = known.get(segment.msn)
    const parts = segment.parts.length > 0 ? segment.parts : (before?.parts ?? [])
    const discontinuity = segment.discontinuity || (before?.discontinuity ?? false)
    known.set(segment.msn, { ...segment, parts, discontinuity })
  }
  return [...known.values()].filter(({ uri }) => uri !== undefined).sort((a, b) => a.msn - b.msn)
}
