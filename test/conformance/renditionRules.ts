import { allSegments, discontinuityNumbers, type History, lengthOf } from './history.ts'
import type { FetchedMedia } from './mediaRules.ts'
import type { Segment } from './playlist.ts'
import type { Rule } from './violation.ts'

/** The renditions of one stream, as they were followed at the same time. */
export type Renditions = readonly { readonly history: History; readonly media: FetchedMedia }[]

/** Beginnings that lie no farther apart are the same moment, in ms. */
const SAME_MS = 20

/** Rules over what the variants of one stream must have in common (RFC 8216bis §6.2.4). */
export const renditionRules: readonly Rule<Renditions>[] = [
  {
    rule: 'same-target-duration',
    clause: 'RFC 8216bis §6.2.4: each variant has the same target duration',
    *find(renditions) {
      for (const [one, other] of pairs(renditions)) {
        for (const name of ['targetDuration', 'partTarget'] as const) {
          const [here, there] = [one, other].map(({ history }) => history.versions[0]?.read[name])
          if (here !== there) yield `${name} is ${here} in ${one.history.url}, ${there} in ${other.history.url}`
        }
      }
    },
  },
  {
    rule: 'segments-aligned',
    clause: 'RFC 8216bis §6.2.4: what one variant has and another not stands at the beginning or the end',
    *find(renditions) {
      for (const [one, other] of pairs(renditions)) {
        const [here, there] = [listed(one.history), listed(other.history)]
        const [first, last] = [there[0]?.from ?? Infinity, there.at(-1)?.to ?? -Infinity]
        for (const { segment, from } of here) {
          const within = from > first - SAME_MS && from < last - SAME_MS
          if (within && at(there, from).length === 0)
            yield `segment ${segment.msn} of ${one.history.url} begins where ${other.history.url} has no segment begin`
        }
      }
    },
  },
  {
    rule: 'discontinuities-match',
    clause: 'RFC 8216bis §6.2.4: matching content has matching discontinuity sequence numbers',
    *find(renditions) {
      for (const [one, other] of pairs(renditions)) {
        const there = listed(other.history)
        for (const { segment, from, discontinuity } of listed(one.history)) {
          const theirs = at(there, from).map(match => match.discontinuity)
          if (theirs.length > 0 && !theirs.includes(discontinuity))
            yield `segment ${segment.msn} has discontinuity number ${discontinuity} in ${one.history.url}, ${theirs} in ${other.history.url}`
        }
      }
    },
  },
  {
    rule: 'timestamps-match',
    clause: 'RFC 8216bis §6.2.4: matching content has matching timestamps',
    *find(renditions) {
      for (const [one, other] of pairs(renditions)) {
        const [here, there] = [decodeTimes(one), decodeTimes(other)]
        const others = listed(other.history)
        for (const { segment, from } of listed(one.history)) {
          const mine = here.get(segment.msn)
          const theirs = at(others, from).flatMap(match => there.get(match.segment.msn) ?? [])
          if (mine === undefined || theirs.length === 0 || theirs.some(time => Math.abs(mine - time) <= SAME_MS))
            continue
          const times = theirs.map(time => time.toFixed(0)).join(' or ')
          yield `segment ${segment.msn} begins at ${mine.toFixed(0)} ms of ${one.history.url}, at ${times} ms of ${other.history.url}`
        }
      }
    },
  },
  {
    rule: 'report-true',
    clause: 'RFC 8216bis §4.4.5.4: the last segment and part of the other playlist, and not an old one',
    *find(renditions) {
      for (const [one, other] of pairs(renditions)) {
        for (const { answer, read } of one.history.versions) {
          const report = read.reports.find(
            one => new URL(one.get('URI') ?? '', answer.url).pathname === new URL(other.history.url).pathname,
          )
          if (!report) continue
          const said = Number(report.get('LAST-MSN')) + Number(report.get('LAST-PART')) / 1000
          const past = reachedBy(other.history, answer.at - 1000 * (read.targetDuration ?? 0))
          const end = reachedBy(other.history, Infinity)
          if (Number.isNaN(said))
            yield `a report has LAST-MSN=${report.get('LAST-MSN')},LAST-PART=${report.get('LAST-PART')}`
          else if (past !== undefined && said < past)
            yield `${one.history.url} reports ${said} of ${other.history.url}, which had ${past} a target duration before`
          else if (end !== undefined && said > end + 1)
            yield `${one.history.url} reports ${said} of ${other.history.url}, which never came so far`
        }
      }
    },
  },
]

function pairs(renditions: Renditions): (readonly [one: Renditions[number], other: Renditions[number]])[] {
  return renditions.flatMap(one => renditions.filter(other => other !== one).map(other => [one, other] as const))
}

interface Listed {
  readonly segment: Segment
  /** Ms since 1970. */
  readonly from: number
  readonly to: number
  readonly discontinuity: number | undefined
}

/** Every segment that a playlist ever listed with its date, closed ones only, oldest first. */
function listed({ versions }: History): Listed[] {
  const found = new Map<number, Listed>()
  for (const { whole } of versions) {
    if (!whole) continue
    const numbers = discontinuityNumbers(whole)
    for (const segment of allSegments(whole)) {
      const { msn, uri, programDateTime: from } = segment
      if (uri === undefined || from === undefined) continue
      found.set(msn, { segment, from, to: from + 1000 * lengthOf(segment), discontinuity: numbers.get(msn) })
    }
  }
  return [...found.values()].sort((one, other) => one.segment.msn - other.segment.msn)
}

/** Several where short segments came in a burst: their dates are those of their first pictures' arrival. */
function at(listing: readonly Listed[], from: number): Listed[] {
  return listing.filter(one => Math.abs(one.from - from) <= SAME_MS)
}

/** When each segment's first picture is decoded, in ms on the stream's own timeline, by msn. */
function decodeTimes({ media }: Renditions[number]): ReadonlyMap<number, number> {
  return new Map(
    media.segments.flatMap(({ segment, whole }) => {
      const first = whole?.runs.find(({ track }) => track.kind === 'video')
      return first ? [[segment.msn, (1000 * first.decodeTime) / first.track.timescale] as const] : []
    }),
  )
}

/** The newest segment and part that a playlist had listed by this time, as one number. */
function reachedBy({ versions }: History, time: number): number | undefined {
  const version = versions.findLast(({ answer }) => answer.at <= time)
  const last = version && allSegments(version.read).at(-1)
  return last && last.msn + Math.max(0, last.parts.length - 1) / 1000
}
