import { allSegments, discontinuityNumbers, type History, type Version } from './history.ts'
import type { Part, Playlist, Segment } from './playlist.ts'
import type { Rule } from './violation.ts'

/** Rules over the answers of one playlist in the order of time. */
export const reloadRules: readonly Rule<History>[] = [
  {
    rule: 'target-duration-moved',
    clause: 'RFC 8216 §6.2.1: it must not change',
    find: history => moved(history, 'EXT-X-TARGETDURATION', ({ targetDuration }) => targetDuration),
  },
  {
    rule: 'part-target-moved',
    clause: 'RFC 8216bis §4.4.3.7; iOS errors when it changes',
    find: history => moved(history, 'PART-TARGET', ({ partTarget }) => partTarget),
  },
  {
    rule: 'media-sequence-back',
    clause: 'RFC 8216 §6.2.2: it must not decrease',
    find: history => wentBack(history, 'EXT-X-MEDIA-SEQUENCE', ({ mediaSequence }) => mediaSequence),
  },
  {
    rule: 'discontinuity-sequence-back',
    clause: 'RFC 8216 §6.2.2: it must not decrease',
    find: history => wentBack(history, 'EXT-X-DISCONTINUITY-SEQUENCE', playlist => playlist.discontinuitySequence),
  },
  {
    rule: 'edge-back',
    clause: 'RFC 8216 §6.2.1: a playlist is only ever appended to at its end',
    find: history =>
      wentBack(history, 'the last segment and part', playlist => {
        const last = allSegments(playlist).at(-1)
        return last === undefined ? 0 : last.msn + (last.uri === undefined ? last.parts.length / 1000 : 0.999)
      }),
  },
  { rule: 'segment-changed', clause: 'RFC 8216 §6.2.1: only what is added may differ', find: changedSegments },
  {
    rule: 'discontinuity-number',
    clause: 'RFC 8216 §6.2.2: removing a discontinuity counts EXT-X-DISCONTINUITY-SEQUENCE up',
    *find({ versions }) {
      const known = new Map<number, number>()
      for (const [msn, number] of wholes(versions).flatMap(playlist => [...discontinuityNumbers(playlist)])) {
        const before = known.get(msn) ?? number
        known.set(msn, before)
        if (before !== number) yield `segment ${msn} had discontinuity number ${before}, later ${number}`
      }
    },
  },
  { rule: 'uri-again', clause: 'RFC 8216 §6.2.2; §3: a URI names one segment or part', find: urisAgain },
  {
    rule: 'delta',
    clause: 'RFC 8216bis §6.2.5.1: a delta update skips only what is past the Skip Boundary and was listed before',
    *find({ versions }) {
      for (const { read, whole } of versions) {
        if (read.skipped === 0) continue
        if (whole === undefined)
          yield `${read.skipped} segments from ${read.mediaSequence} on are skipped, which were not all seen`
        const until = Number(read.serverControl?.get('CAN-SKIP-UNTIL') ?? Number.NaN)
        const after = allSegments(read).reduce((sum, one) => sum + (one.uri === undefined ? 0 : one.duration), 0)
        const open = read.open?.parts.reduce((sum, one) => sum + one.duration, 0) ?? 0
        if (Number.isNaN(until)) yield 'a delta update without CAN-SKIP-UNTIL'
        else if (after + open < until - 0.01) {
          yield `only the last ${(after + open).toFixed(3)} s are listed, CAN-SKIP-UNTIL is ${until}`
        }
      }
    },
  },
  {
    rule: 'window',
    clause: 'RFC 8216 §6.2.2: at least three target durations stay; Apple authoring §8.14: six segments',
    *find({ versions }) {
      const begin = versions[0]?.read.mediaSequence ?? 0
      for (const { mediaSequence, segments, targetDuration = 0 } of wholes(versions)) {
        if (mediaSequence === begin) continue // none was removed yet
        const seconds = segments.reduce((sum, { duration }) => sum + duration, 0)
        if (seconds < 3 * targetDuration) yield `segments were removed though only ${seconds.toFixed(1)} s are left`
        if (segments.length < 6) yield `segments were removed though only ${segments.length} are left`
      }
    },
  },
  { rule: 'hint-true', clause: 'RFC 8216bis §4.4.5.3: the hinted part is the next to appear', find: untrueHints },
  {
    rule: 'update-late',
    clause: 'RFC 8216 §6.2.2: a new version within 1.5 target durations',
    *find({ versions }) {
      let last = versions[0]
      for (const version of versions) {
        if (last === undefined || version.answer.text === last.answer.text) continue
        const seconds = (version.answer.at - last.answer.at) / 1000
        // Half a second more for a busy machine.
        if (seconds > 1.5 * (version.read.targetDuration ?? Infinity) + 0.5) {
          yield `a new version came ${seconds.toFixed(1)} s after the one before`
        }
        last = version
      }
    },
  },
]

const wholes = (versions: readonly Version[]): Playlist[] => versions.flatMap(({ whole }) => whole ?? [])

function* moved({ versions }: History, name: string, of: (playlist: Playlist) => number | undefined) {
  const values = [...new Set(versions.map(({ read }) => of(read)))]
  if (values.length > 1) yield `${name} was ${values.map(value => value ?? 'missing').join(', then ')}`
}

function* wentBack({ versions }: History, name: string, of: (playlist: Playlist) => number) {
  let most = -1
  for (const { read } of versions) {
    const value = of(read)
    if (value < most) yield `${name} went from ${most} back to ${value}`
    most = Math.max(most, value)
  }
}

function* changedSegments({ versions }: History) {
  const known = new Map<number, Segment>()
  for (const segment of wholes(versions).flatMap(allSegments)) {
    const before = known.get(segment.msn)
    if (before !== undefined) {
      for (const change of changes(before, segment)) yield `segment ${segment.msn}: ${change}`
    }
    // Parts are dropped from the playlist in time, but stay what they were.
    known.set(
      segment.msn,
      segment.parts.length > 0 || before === undefined ? segment : { ...segment, parts: before.parts },
    )
  }
}

function* changes(before: Segment, after: Segment) {
  if (before.uri !== undefined && before.uri !== after.uri)
    yield `its URI was ${before.uri}, then ${after.uri ?? 'none'}`
  if (before.uri !== undefined && before.duration !== after.duration) {
    yield `its EXTINF was ${before.duration}, then ${after.duration}`
  }
  if (before.map !== after.map) yield `its EXT-X-MAP was ${before.map}, then ${after.map}`
  const [was, is] = [before.programDateTime, after.programDateTime]
  if (was !== undefined && is !== undefined && was !== is) yield `its date was ${was}, then ${is}`
  for (const [index, part] of before.parts.entries()) {
    const later = after.parts[index]
    const gone = after.parts.length > 0 && later === undefined
    if (gone || (later && same(part) !== same(later))) {
      yield `part ${index} was ${same(part)}, then ${later === undefined ? 'gone' : same(later)}`
    }
  }
  if (before.uri !== undefined && before.parts.length > 0 && after.parts.length > before.parts.length) {
    yield 'a part was added after it was closed'
  }
}

const same = ({ uri, duration, independent, gap }: Part) =>
  `${uri} ${duration}${independent ? ' independent' : ''}${gap ? ' gap' : ''}`

function* urisAgain({ versions }: History) {
  const places = new Map<string, string>()
  for (const segment of wholes(versions).flatMap(allSegments)) {
    const named: [string, string | undefined][] = [[`segment ${segment.msn}`, segment.uri]]
    for (const [index, part] of segment.parts.entries()) named.push([`part ${segment.msn}.${index}`, part.uri])
    for (const [place, uri] of named) {
      if (uri === undefined) continue
      const before = places.get(uri) ?? place
      places.set(uri, before)
      if (before !== place) yield `${uri} names ${before} and ${place}`
    }
  }
}

// The part after the last one of a version is the next of the same segment, or the first of the one after.
function* untrueHints({ versions }: History) {
  const playlists = wholes(versions)
  const segments = new Map<number, Segment>()
  for (const segment of playlists.flatMap(allSegments)) if (segment.parts.length > 0) segments.set(segment.msn, segment)
  for (const playlist of playlists) {
    const hinted = playlist.hints.find(hint => hint.get('TYPE') === 'PART')?.get('URI')
    const last = allSegments(playlist).at(-1)
    if (hinted === undefined || last === undefined) continue
    const inSame = last.uri === undefined ? segments.get(last.msn)?.parts[last.parts.length] : undefined
    const next = inSame ?? segments.get(last.msn + 1)?.parts[0]
    if (next !== undefined && next.uri !== hinted) yield `${hinted} was hinted, what came was ${next.uri}`
  }
}
