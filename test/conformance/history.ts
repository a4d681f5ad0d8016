import type { Answer } from './capture.ts'
import { type Playlist, parsePlaylist, type Segment } from './playlist.ts'

/** One answer: as it was read, and whole: what a delta update skips is filled in from the answer before. */
export interface Version {
  readonly answer: Answer
  readonly read: Playlist
  /** Undefined for a delta update whose skipped segments were never seen. */
  readonly whole: Playlist | undefined
}

/** The answers of one media playlist, first to last. */
export interface History {
  /** Without the delivery directives. */
  readonly url: string
  readonly versions: readonly Version[]
}

/** Sorts answers by playlist and makes delta updates whole (RFC 8216bis §6.3.7). */
export function histories(answers: readonly Answer[]): History[] {
  const byUrl = new Map<string, Version[]>()
  for (const answer of answers) {
    const url = withoutDirectives(answer.url)
    const versions = byUrl.get(url) ?? []
    byUrl.set(url, versions)
    const read = parsePlaylist(answer.text)
    versions.push({ answer, read, whole: read.skipped === 0 ? read : filledIn(read, versions.at(-1)?.whole) })
  }
  return [...byUrl].map(([url, versions]) => ({ url, versions }))
}

/** All segments of a playlist, the open one last. */
export function allSegments({ segments, open }: Playlist): readonly Segment[] {
  return open === undefined ? segments : [...segments, open]
}

/** How long an open or closed segment lasts, in seconds. */
export function lengthOf(segment: Segment): number {
  return segment.uri === undefined ? segment.parts.reduce((sum, part) => sum + part.duration, 0) : segment.duration
}

/** The discontinuity number of each segment: what DISCONTINUITY-SEQUENCE counts from. */
export function discontinuityNumbers(playlist: Playlist): Map<number, number> {
  let number = playlist.discontinuitySequence
  return new Map(
    allSegments(playlist).map(segment => {
      if (segment.discontinuity) number += 1
      return [segment.msn, number]
    }),
  )
}

function withoutDirectives(url: string): string {
  const parsed = new URL(url)
  for (const name of ['_HLS_msn', '_HLS_part', '_HLS_skip']) parsed.searchParams.delete(name)
  return parsed.href
}

function filledIn(delta: Playlist, before: Playlist | undefined): Playlist | undefined {
  const end = delta.mediaSequence + delta.skipped
  const skipped = before?.segments.filter(({ msn }) => msn >= delta.mediaSequence && msn < end) ?? []
  if (skipped.length !== delta.skipped) return undefined
  // EXT-X-MAP holds until the next one, also over what is skipped.
  let map = skipped.at(-1)?.map
  const inherit = (segment: Segment): Segment => {
    map = segment.map ?? map
    return { ...segment, map }
  }
  const rest = delta.segments.map(inherit)
  const open = delta.open === undefined ? undefined : inherit(delta.open)
  return { ...delta, skipped: 0, segments: [...skipped.map(withoutParts), ...rest], open }
}

// A server has dropped the parts of what it skips; those that an older answer listed are no longer in the playlist.
function withoutParts(segment: Segment): Segment {
  return { ...segment, parts: [] }
}
