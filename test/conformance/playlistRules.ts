import { allSegments, lengthOf } from './history.ts'
import type { Playlist } from './playlist.ts'
import type { Rule } from './violation.ts'

const rounding = 0.0015
/** Segments of a run that has begun, in seconds: the first few are shorter. */
const FULL_SECONDS = 0.6

/** Rules that one media playlist can be judged by as it stands, a delta update too. */
export const answerRules: readonly Rule<Playlist>[] = [
  { rule: 'syntax', clause: 'RFC 8216 §4.1–4.3', find: ({ complaints }) => complaints },
  {
    rule: 'version',
    clause: 'RFC 8216bis §8',
    *find({ version, tags, skipped }) {
      const least = skipped > 0 ? 9 : tags.has('EXT-X-MAP') ? 6 : 3
      if (version < least) yield `EXT-X-VERSION is ${version}, its tags need ${least}`
    },
  },
  {
    rule: 'target-duration',
    clause: 'RFC 8216 §4.3.3.1',
    *find({ targetDuration, segments }) {
      if (targetDuration === undefined) yield 'EXT-X-TARGETDURATION is missing'
      for (const { msn, duration } of segments) {
        if (Math.round(duration) > (targetDuration ?? Infinity)) {
          yield `EXTINF ${duration} of segment ${msn} rounds to more than the target duration ${targetDuration}`
        }
      }
    },
  },
  {
    rule: 'part-inf',
    clause: 'RFC 8216bis §4.4.3.7',
    *find({ partTarget, tags }) {
      if (partTarget === undefined && tags.has('EXT-X-PART')) yield 'EXT-X-PART without EXT-X-PART-INF'
    },
  },
  {
    rule: 'part-too-long',
    clause: 'RFC 8216bis §4.4.4.9: less than or equal to the Part Target Duration',
    *find(playlist) {
      for (const { msn, parts } of allSegments(playlist)) {
        for (const [index, { duration }] of parts.entries()) {
          if (duration > (playlist.partTarget ?? Infinity)) {
            yield `part ${msn}.${index} lasts ${duration} s, PART-TARGET is ${playlist.partTarget}`
          }
        }
      }
    },
  },
  {
    rule: 'part-too-short',
    clause:
      'RFC 8216bis §4.4.4.9: at least 85 %, save INDEPENDENT=YES, GAP=YES, before a gap, and the last of its segment',
    *find(playlist) {
      const least = 0.85 * (playlist.partTarget ?? 0)
      for (const { msn, parts } of allSegments(playlist)) {
        for (const [index, part] of parts.entries()) {
          const next = parts[index + 1]
          const free = part.independent || part.gap || next === undefined || next.gap
          if (!free && part.duration < least - 1e-6) {
            yield `part ${msn}.${index} lasts ${part.duration} s, less than 85 % of PART-TARGET ${playlist.partTarget}`
          }
        }
      }
    },
  },
  {
    rule: 'server-control',
    clause: 'RFC 8216bis §4.4.3.8; Apple authoring §14: PART-HOLD-BACK at least three part targets',
    *find({ serverControl, targetDuration = 0, partTarget, tags }) {
      const seconds = (name: string) => Number(serverControl?.get(name) ?? Number.NaN)
      const atLeast = function* (name: string, least: number, required: boolean) {
        const value = seconds(name)
        if (Number.isNaN(value) ? required : value < least - 1e-6) {
          yield `${name} is ${serverControl?.get(name) ?? 'missing'}, it must be at least ${Number(least.toFixed(5))}`
        }
      }
      if (tags.has('EXT-X-PART') && serverControl?.get('CAN-BLOCK-RELOAD') !== 'YES')
        yield 'CAN-BLOCK-RELOAD=YES is missing'
      yield* atLeast('PART-HOLD-BACK', 3 * (partTarget ?? 0), partTarget !== undefined)
      yield* atLeast('HOLD-BACK', 3 * targetDuration, false)
      yield* atLeast('CAN-SKIP-UNTIL', 6 * targetDuration, tags.has('EXT-X-SKIP'))
    },
  },
  {
    rule: 'end-list',
    clause: 'RFC 8216 §4.3.3.4: a live playlist goes on',
    *find({ endList }) {
      if (endList) yield 'EXT-X-ENDLIST ends a live playlist'
    },
  },
  {
    rule: 'independent-segments',
    clause: 'Apple authoring §6.3; RFC 8216 §4.3.5.1',
    *find({ independentSegments }) {
      if (!independentSegments) yield 'EXT-X-INDEPENDENT-SEGMENTS is missing'
    },
  },
  {
    rule: 'preload-hint',
    clause: 'RFC 8216bis §4.4.5.3, Appendix B.1',
    *find({ hints, tags }) {
      const parts = hints.filter(hint => hint.get('TYPE') === 'PART')
      if (tags.has('EXT-X-PART') && parts.length !== 1) yield `${parts.length} hints of TYPE=PART, there must be one`
      if (hints.some(hint => !hint.get('URI'))) yield 'EXT-X-PRELOAD-HINT has no URI'
    },
  },
]

/** Rules over a playlist as its client has it: with what a delta update skipped filled in. */
export const wholeRules: readonly Rule<Playlist>[] = [
  {
    rule: 'extinf-sum',
    clause: 'RFC 8216bis §4.4.4.9: the parts of a segment are the segment',
    *find({ segments }) {
      for (const { msn, duration, parts } of segments) {
        const sum = parts.reduce((total, part) => total + part.duration, 0)
        if (parts.length > 0 && Math.abs(sum - duration) > rounding + 0.0005 * parts.length) {
          yield `the parts of segment ${msn} last ${sum.toFixed(4)} s, its EXTINF says ${duration}`
        }
      }
    },
  },
  {
    rule: 'parts-dropped',
    clause: 'RFC 8216bis §4.4.4.9: parts farther than three target durations from the end should go',
    *find(playlist) {
      let age = 0
      for (const segment of [...allSegments(playlist)].reverse()) {
        if (segment.parts.length > 0 && age > 3 * (playlist.targetDuration ?? 0) + rounding) {
          yield `segment ${segment.msn} ends ${age.toFixed(3)} s before the end and still lists its parts`
        }
        age += lengthOf(segment)
      }
    },
  },
  {
    rule: 'map',
    clause: 'RFC 8216 §3.3: fragmented MP4 needs EXT-X-MAP',
    *find(playlist) {
      const without = allSegments(playlist).find(({ map }) => !map)
      if (without) yield `segment ${without.msn} has no EXT-X-MAP`
    },
  },
  {
    rule: 'program-date-time',
    clause: 'Apple authoring §9.6; RFC 8216bis §4.4.4.6, Appendix B.1',
    *find(playlist) {
      const segments = allSegments(playlist)
      let due: number | undefined
      for (const [index, segment] of segments.entries()) {
        const { msn, programDateTime: time, discontinuity } = segment
        if (time === undefined && (index === 0 || discontinuity)) {
          yield `segment ${msn} has no EXT-X-PROGRAM-DATE-TIME (${index === 0 ? 'the first' : 'after a discontinuity'})`
        }
        if (time !== undefined && due !== undefined) {
          const off = time - due
          // What a camera held until somebody came arrives at once: its first, short segments seem later than they are.
          const least = index > 0 && lengthOf(segments[index - 1] ?? segment) < FULL_SECONDS ? -1500 : -500
          if (off < least || (!discontinuity && off > 500)) {
            yield `EXT-X-PROGRAM-DATE-TIME of segment ${msn} is ${off.toFixed(0)} ms from where the one before ends`
          }
        }
        const start = time ?? due
        due = start === undefined ? undefined : start + lengthOf(segment) * 1000
      }
    },
  },
]
