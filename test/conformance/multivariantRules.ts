import type { Attributes } from './attributes.ts'
import type { History } from './history.ts'
import { secondsOf, type Track } from './media.ts'
import type { Fetched, FetchedMedia } from './mediaRules.ts'
import type { Multivariant } from './multivariant.ts'
import type { Rule } from './violation.ts'

/** A multivariant playlist beside what its variants turned out to be. */
export interface Claims {
  readonly multivariant: Multivariant
  readonly url: string
  readonly renditions: readonly { readonly history: History; readonly media: FetchedMedia }[]
}

interface Claim {
  readonly uri: string
  readonly attributes: Attributes
  readonly segments: readonly Fetched[]
}

/** Rules over what a multivariant playlist says of its variants. */
export const multivariantRules: readonly Rule<Claims>[] = [
  { rule: 'multivariant-syntax', clause: 'RFC 8216 §4.3.4', find: ({ multivariant }) => multivariant.complaints },
  {
    rule: 'multivariant-attributes',
    clause: 'RFC 8216 §4.3.4.2; Apple authoring §9.12–9.16',
    *find({ multivariant }) {
      for (const { uri, attributes } of multivariant.variants) {
        for (const name of ['BANDWIDTH', 'AVERAGE-BANDWIDTH', 'CODECS', 'RESOLUTION', 'FRAME-RATE']) {
          if (!attributes.has(name)) yield `${uri} has no ${name}`
        }
      }
    },
  },
  {
    rule: 'codecs-true',
    clause: 'RFC 6381; RFC 8216 §4.3.4.2: every format in the variant',
    *find(claims) {
      for (const { uri, attributes, segments } of variants(claims)) {
        const said = (attributes.get('CODECS') ?? '')
          .split(',')
          .map(one => one.trim().toLowerCase())
          .sort()
          .join()
        for (const tracks of initsOf(segments)) {
          const real = tracks
            .map(({ codec }) => codec.toLowerCase())
            .sort()
            .join()
          if (said !== real) yield `${uri}: CODECS says ${said}, its init ${real}`
        }
      }
    },
  },
  {
    rule: 'resolution-true',
    clause: 'RFC 8216 §4.3.4.2',
    *find(claims) {
      for (const { uri, attributes, segments } of variants(claims)) {
        for (const { width, height } of initsOf(segments).flatMap(videoOf)) {
          const real = `${width}x${height}`
          if (attributes.get('RESOLUTION') !== real)
            yield `${uri}: RESOLUTION says ${attributes.get('RESOLUTION')}, its init ${real}`
        }
      }
    },
  },
  {
    rule: 'frame-rate-true',
    clause: 'RFC 8216 §4.3.4.2: the maximum frame rate, to three decimals',
    *find(claims) {
      for (const { uri, attributes, segments } of variants(claims)) {
        const real = frameRate(segments)
        const said = Number(attributes.get('FRAME-RATE'))
        // A camera's clock is not a studio's: within five in a hundred.
        if (real !== undefined && Math.abs(said / real - 1) > 0.05) {
          yield `${uri}: FRAME-RATE says ${said}, its samples come at ${real.toFixed(3)}`
        }
      }
    },
  },
  {
    rule: 'bandwidth-true',
    clause: 'RFC 8216bis §4.1; Apple authoring §9.20: a live peak below 125 % of BANDWIDTH',
    *find(claims) {
      for (const { uri, attributes, segments } of variants(claims)) {
        const peak = Math.max(0, ...segments.flatMap(bitsPerSecond))
        const said = Number(attributes.get('BANDWIDTH'))
        if (peak > 1.25 * said) yield `${uri}: BANDWIDTH says ${said}, a segment has ${Math.round(peak)} bit/s`
      }
    },
  },
  {
    rule: 'average-bandwidth-true',
    clause: 'Apple authoring §9.19: a live average below 110 % of AVERAGE-BANDWIDTH; not more than BANDWIDTH',
    *find(claims) {
      for (const { uri, attributes, segments } of variants(claims)) {
        const fetched = segments.filter(({ whole }) => whole !== undefined)
        const bits = fetched.reduce((sum, { whole }) => sum + (whole?.bytes.length ?? 0) * 8, 0)
        const real = bits / fetched.reduce((sum, { segment }) => sum + segment.duration, 0)
        const [said, peak] = [Number(attributes.get('AVERAGE-BANDWIDTH')), Number(attributes.get('BANDWIDTH'))]
        if (real > 1.1 * said)
          yield `${uri}: AVERAGE-BANDWIDTH says ${said}, its segments average ${Math.round(real)} bit/s`
        if (said > peak) yield `${uri}: AVERAGE-BANDWIDTH ${said} is more than BANDWIDTH ${peak}`
      }
    },
  },
  {
    rule: 'groups',
    clause: 'RFC 8216 §4.3.4.2: a group that is named is there',
    *find({ multivariant }) {
      for (const { uri, attributes } of multivariant.variants) {
        const group = attributes.get('AUDIO')
        const there = multivariant.media.some(one => one.get('TYPE') === 'AUDIO' && one.get('GROUP-ID') === group)
        if (group !== undefined && !there) yield `${uri}: there is no audio group ${group}`
      }
    },
  },
  {
    rule: 'rendition-report',
    clause: 'RFC 8216bis §4.4.5.4, Appendix B.1: a report of each other rendition, none of itself',
    *find({ multivariant, url, renditions }) {
      const uris = [
        ...multivariant.variants.map(({ uri }) => uri),
        ...multivariant.media.flatMap(one => one.get('URI') ?? []),
      ]
      const all = new Set(uris.map(uri => new URL(uri, url).href))
      for (const { history } of renditions) {
        for (const { read } of history.versions) {
          const reported = read.reports.map(report => new URL(report.get('URI') ?? '', history.url).href)
          if (reported.includes(history.url)) yield `${history.url} reports itself`
          const missing = [...all].filter(one => one !== history.url && !reported.includes(one))
          if (missing[0] && read.tags.has('EXT-X-PART')) yield `${history.url} has no report of ${missing[0]}`
        }
      }
    },
  },
]

function variants({ multivariant, url, renditions }: Claims): Claim[] {
  return multivariant.variants.flatMap(({ uri, attributes }) => {
    const href = new URL(uri, url).href
    const rendition = renditions.find(({ history }) => history.url === href)
    return rendition ? [{ uri, attributes, segments: rendition.media.segments }] : []
  })
}

// The multivariant playlist speaks of the stream now: of the newest init.
function initsOf(segments: readonly Fetched[]): (readonly Track[])[] {
  const last = segments.at(-1)
  return last === undefined ? [] : [last.tracks]
}

const videoOf = (tracks: readonly Track[]) => tracks.filter(({ kind }) => kind === 'video')

function bitsPerSecond({ whole, segment }: Fetched): number[] {
  return whole === undefined || segment.duration === 0 ? [] : [(whole.bytes.length * 8) / segment.duration]
}

function frameRate(segments: readonly Fetched[]): number | undefined {
  const runs = segments.flatMap(({ whole }) => whole?.runs ?? []).filter(({ track }) => track.kind === 'video')
  const frames = runs.reduce((sum, { samples }) => sum + samples.length, 0)
  const seconds = runs.reduce((sum, run) => sum + secondsOf(run), 0)
  return seconds > 0 ? frames / seconds : undefined
}
