/** One Partial Segment as a playlist names it. */
export interface ListedPart {
  /** Counts all parts of a camera: a hinted part keeps its URI even if a keyframe opens the next segment before it. */
  readonly id: number
  readonly seconds: number
  readonly independent: boolean
}

/** One Media Segment as a playlist names it. */
export interface ListedSegment {
  readonly msn: number
  readonly seconds: number
  /** When its first picture was captured, in ms since 1970. */
  readonly capturedAt: number
  /** Which Media Initialization Section it needs. */
  readonly init: number
  /** The encoder was started anew right before it. */
  readonly discontinuity: boolean
  /** No part will be added any more. */
  readonly done: boolean
  readonly parts: readonly ListedPart[]
}

/** What a media playlist says, apart from how it is written. Durations in seconds. */
export interface PlaylistState {
  readonly targetDuration: number
  readonly partTarget: number
  readonly discontinuitySequence: number
  readonly segments: readonly ListedSegment[]
  /** The id of the part that comes next. */
  readonly nextPart: number
}

/** How far another rendition has come (RFC 8216bis §4.4.5.4). */
export interface Report {
  /** Of its media playlist, as seen from the one that reports. */
  readonly uri: string
  /** Its newest segment, closed or open, and the place in it of its newest part. */
  readonly msn: number
  readonly part: number
}

/** Segments older than this many target durations may be left out of a delta update (RFC 8216bis §4.4.3.8: at least six). */
const SKIP_UNTIL = 6
/** Parts are listed this many target durations back from the end (RFC 8216bis §6.2.2). */
const PARTS_UNTIL = 3
const HOLD_BACK = 3

/**
 * The text of a Low-Latency HLS media playlist (RFC 8216bis). With `skip` it is a delta update (§6.2.5.1)
 * if there is something to skip. `query` is put onto every URI, as `?t=…`. `reports` tell of the other renditions.
 */
export function mediaPlaylist(
  state: PlaylistState,
  { skip = false, query = '', reports = [] }: { skip?: boolean; query?: string; reports?: readonly Report[] } = {},
): string {
  const { targetDuration, partTarget, segments } = state
  const ages = agesOfEnds(segments)
  const skipped = skip ? ages.filter(age => age > SKIP_UNTIL * targetDuration).length : 0
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:9',
    `#EXT-X-TARGETDURATION:${targetDuration}`,
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=${SKIP_UNTIL * targetDuration}` +
      `,HOLD-BACK=${HOLD_BACK * targetDuration},PART-HOLD-BACK=${seconds(HOLD_BACK * partTarget)}`,
    `#EXT-X-PART-INF:PART-TARGET=${seconds(partTarget)}`,
    `#EXT-X-MEDIA-SEQUENCE:${segments[0]?.msn ?? 0}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${state.discontinuitySequence}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ]
  if (skipped > 0) lines.push(`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}`)
  let init: number | undefined
  for (const [index, segment] of segments.entries()) {
    if (index < skipped) continue
    // The first segment's discontinuity is already counted by its number: it is removed with the one before it.
    if (segment.discontinuity && index > 0) lines.push('#EXT-X-DISCONTINUITY')
    if (segment.init !== init) lines.push(`#EXT-X-MAP:URI="init-${segment.init}.mp4${query}"`)
    init = segment.init
    lines.push(...segmentLines(segment, (ages[index] ?? 0) < PARTS_UNTIL * targetDuration, query))
  }
  lines.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-${state.nextPart}.m4s${query}"`)
  for (const { uri, msn, part } of reports)
    lines.push(`#EXT-X-RENDITION-REPORT:URI="${uri}${query}",LAST-MSN=${msn},LAST-PART=${part}`)
  return `${lines.join('\n')}\n`
}

function segmentLines(segment: ListedSegment, withParts: boolean, query: string): string[] {
  const lines = [`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.capturedAt).toISOString()}`]
  if (withParts || !segment.done) {
    for (const part of segment.parts)
      lines.push(
        `#EXT-X-PART:DURATION=${seconds(part.seconds)},URI="part-${part.id}.m4s${query}"${part.independent ? ',INDEPENDENT=YES' : ''}`,
      )
  }
  if (segment.done) lines.push(`#EXTINF:${seconds(segment.seconds)},`, `segment-${segment.msn}.m4s${query}`)
  return lines
}

/** How far each segment's end lies before the end of the playlist, in seconds. */
function agesOfEnds(segments: readonly ListedSegment[]): number[] {
  let age = 0
  return segments
    .map(segment => segment.seconds)
    .reverse()
    .map(length => {
      const end = age
      age += length
      return end
    })
    .reverse()
}

function seconds(value: number): string {
  return String(Number(value.toFixed(5)))
}
