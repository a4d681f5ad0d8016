import { type Attributes, attributeList } from './attributes.ts'

/** A part as a playlist lists it. */
export interface Part {
  readonly uri: string
  readonly duration: number
  readonly independent: boolean
  readonly gap: boolean
}

/** A segment, or (without `uri`) the open one whose parts end the playlist. */
export interface Segment {
  readonly msn: number
  readonly uri: string | undefined
  readonly duration: number
  readonly parts: readonly Part[]
  readonly map: string | undefined
  /** ms since 1970, where the playlist says it; not worked out. */
  readonly programDateTime: number | undefined
  readonly discontinuity: boolean
  readonly gap: boolean
}

/** A media playlist of RFC 8216bis, read for checking: what is amiss in its syntax is listed, not thrown. */
export interface Playlist {
  readonly version: number
  readonly targetDuration: number | undefined
  readonly mediaSequence: number
  readonly discontinuitySequence: number
  readonly partTarget: number | undefined
  readonly serverControl: Attributes | undefined
  readonly independentSegments: boolean
  readonly endList: boolean
  /** Segments that EXT-X-SKIP stands for; 0 in a full playlist. */
  readonly skipped: number
  readonly segments: readonly Segment[]
  readonly open: Segment | undefined
  readonly hints: readonly Attributes[]
  readonly reports: readonly Attributes[]
  /** The names of its tags, each once. */
  readonly tags: ReadonlySet<string>
  readonly complaints: readonly string[]
}

const once = ['EXTM3U', 'EXT-X-VERSION', 'EXT-X-TARGETDURATION', 'EXT-X-MEDIA-SEQUENCE', 'EXT-X-DISCONTINUITY-SEQUENCE']
const onceToo = ['EXT-X-PART-INF', 'EXT-X-SERVER-CONTROL', 'EXT-X-INDEPENDENT-SEGMENTS', 'EXT-X-SKIP', 'EXT-X-START']
const single = new Set([...once, ...onceToo, 'EXT-X-PLAYLIST-TYPE', 'EXT-X-I-FRAMES-ONLY', 'EXT-X-ENDLIST'])
const perSegment = [
  'EXTINF',
  'EXT-X-BYTERANGE',
  'EXT-X-DISCONTINUITY',
  'EXT-X-KEY',
  'EXT-X-MAP',
  'EXT-X-GAP',
  'EXT-X-PART',
]
const others = ['EXT-X-PROGRAM-DATE-TIME', 'EXT-X-BITRATE', 'EXT-X-DATERANGE', 'EXT-X-PRELOAD-HINT', 'EXT-X-DEFINE']
const known = new Set([...single, ...perSegment, ...others, 'EXT-X-RENDITION-REPORT'])

/** Reads a media playlist. URIs stay as they are written. */
export function parsePlaylist(text: string): Playlist {
  const complaints: string[] = []
  const tags = new Map<string, string[]>()
  const segments: Segment[] = []
  let next = fresh(undefined)
  let extinf: number | undefined

  const number = (name: string, value: string | undefined, pattern: RegExp): number => {
    if (value === undefined || !pattern.test(value)) complaints.push(`${name} is not a number: "${value ?? ''}"`)
    return Number(value)
  }
  const first = (name: string) => tags.get(name)?.[0]
  const integer = (name: string): number | undefined =>
    tags.has(name) ? number(name, first(name), /^\d{1,15}$/) : undefined
  const attributes = (name: string, value: string): Attributes => {
    const list = attributeList(value)
    if (list === undefined) complaints.push(`${name} has no proper attribute list: ${value}`)
    return list ?? new Map()
  }
  const decimal = (name: string, value: string | undefined) => number(name, value, /^\d+(\.\d+)?$/)
  const skippedSegments = () => {
    const skip = first('EXT-X-SKIP')
    return skip === undefined ? 0 : decimal('SKIPPED-SEGMENTS', attributes('EXT-X-SKIP', skip).get('SKIPPED-SEGMENTS'))
  }
  const msn = () => (integer('EXT-X-MEDIA-SEQUENCE') ?? 0) + skippedSegments() + segments.length

  const lines = text.split(/\r?\n/)
  if (lines[0] !== '#EXTM3U') complaints.push(`the first line is not #EXTM3U: "${lines[0] ?? ''}"`)
  if (lines.at(-1) !== '') complaints.push('the last line does not end with a line feed')
  for (const line of lines) {
    if (line === '' || (line.startsWith('#') && !line.startsWith('#EXT'))) continue
    if (!line.startsWith('#')) {
      if (extinf === undefined) complaints.push(`URI without EXTINF: ${line}`)
      segments.push({ ...next, msn: msn(), uri: line, duration: extinf ?? 0 })
      next = fresh(next.map)
      extinf = undefined
      continue
    }
    const [, name = '', value = ''] = /^#([^:]*):?(.*)$/.exec(line) ?? []
    if (!known.has(name)) complaints.push(`unknown tag ${name}`)
    if (single.has(name) && tags.has(name)) complaints.push(`${name} stands twice`)
    tags.set(name, [...(tags.get(name) ?? []), value])
    if (name === 'EXTINF') extinf = decimal(name, value.split(',')[0])
    if (name === 'EXTINF' && !value.includes(',')) complaints.push('EXTINF has no comma')
    if (name === 'EXT-X-DISCONTINUITY') next.discontinuity = true
    if (name === 'EXT-X-GAP') next.gap = true
    if (name === 'EXT-X-MAP') next.map = attributes(name, value).get('URI')
    if (name === 'EXT-X-PROGRAM-DATE-TIME') next.programDateTime = dateTime(value, complaints)
    if (name === 'EXT-X-PART') {
      const part = attributes(name, value)
      const duration = decimal('DURATION', part.get('DURATION'))
      const [independent, gap] = [part.get('INDEPENDENT') === 'YES', part.get('GAP') === 'YES']
      if (!part.get('URI')) complaints.push('EXT-X-PART has no URI')
      next.parts.push({ uri: part.get('URI') ?? '', duration, independent, gap })
    }
  }
  if (extinf !== undefined) complaints.push('EXTINF without URI')
  const isOpen = next.parts.length > 0 || next.programDateTime !== undefined || next.discontinuity
  const control = first('EXT-X-SERVER-CONTROL')
  const partInf = first('EXT-X-PART-INF')
  return {
    version: integer('EXT-X-VERSION') ?? 1,
    targetDuration: integer('EXT-X-TARGETDURATION'),
    mediaSequence: integer('EXT-X-MEDIA-SEQUENCE') ?? 0,
    discontinuitySequence: integer('EXT-X-DISCONTINUITY-SEQUENCE') ?? 0,
    partTarget:
      partInf === undefined
        ? undefined
        : decimal('PART-TARGET', attributes('EXT-X-PART-INF', partInf).get('PART-TARGET')),
    serverControl: control === undefined ? undefined : attributes('EXT-X-SERVER-CONTROL', control),
    independentSegments: tags.has('EXT-X-INDEPENDENT-SEGMENTS'),
    endList: tags.has('EXT-X-ENDLIST'),
    skipped: skippedSegments(),
    segments,
    open: isOpen ? { ...next, msn: msn(), uri: undefined, duration: 0 } : undefined,
    hints: (tags.get('EXT-X-PRELOAD-HINT') ?? []).map(value => attributes('EXT-X-PRELOAD-HINT', value)),
    reports: (tags.get('EXT-X-RENDITION-REPORT') ?? []).map(value => attributes('EXT-X-RENDITION-REPORT', value)),
    tags: new Set(tags.keys()),
    complaints: [...new Set(complaints)],
  }
}

/** A segment while its tags are read. */
interface Pending {
  map: string | undefined
  parts: Part[]
  programDateTime: number | undefined
  discontinuity: boolean
  gap: boolean
}

function fresh(map: string | undefined): Pending {
  return { map, parts: [], programDateTime: undefined, discontinuity: false, gap: false }
}

// ISO 8601 with a time zone and milliseconds (RFC 8216 §4.3.2.6 SHOULD both).
function dateTime(value: string, complaints: string[]): number | undefined {
  const shaped = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:?\d\d)$/.test(value)
  const time = Date.parse(value)
  if (shaped && !Number.isNaN(time)) return time
  complaints.push(`EXT-X-PROGRAM-DATE-TIME is no date with milliseconds and a time zone: ${value}`)
  return undefined
}
