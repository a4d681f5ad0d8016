import { MediaError } from '../error.ts'

/** One stream of a session description. */
export interface SdpStream {
  readonly media: 'video' | 'audio'
  /** Names it in SETUP. */
  readonly control: string
  readonly payloadType: number
  /** In capitals, as `H264` or `MPEG4-GENERIC`; '' where it has no name. */
  readonly codec: string
  /** Ticks of its timestamps a second. */
  readonly clockRate: number
  readonly channels: number
  /** What describes the codec; names in small letters. */
  readonly parameters: ReadonlyMap<string, string>
}

const MOST_STREAMS = 8
const MOST_TICKS = 1_000_000
const MOST_CHANNELS = 8
/** What need not be described (RFC 3551 §6). */
const STATIC: Readonly<Record<number, string>> = { 0: 'PCMU/8000', 8: 'PCMA/8000', 14: 'MPA/90000' }

/** The video and sound that a session description announces (RFC 8866). Throws MediaError `sdp` when it has neither. */
export function readSdp(text: string): SdpStream[] {
  const sections = text.split(/\r?\n(?=m=)/).slice(1, 1 + MOST_STREAMS)
  const streams = sections.flatMap((section, index) => streamOf(section.split(/\r?\n/), index) ?? [])
  if (streams.length === 0) throw new MediaError('sdp', 'The description of what is pushed (SDP) names no video.')
  return streams
}

function streamOf(lines: readonly string[], index: number): SdpStream | undefined {
  const [, media, type] = /^m=(video|audio) \d+(?:\/\d+)? RTP\/\S+ (\d+)/.exec(lines[0] ?? '') ?? []
  if ((media !== 'video' && media !== 'audio') || type === undefined) return undefined
  const payloadType = Number(type)
  const attribute = (name: string) => lines.find(line => line.startsWith(`a=${name}`))?.slice(2 + name.length)
  const map = attribute(`rtpmap:${type} `) ?? STATIC[payloadType] ?? ''
  const [codec = '', rate, channels] = map.trim().split('/')
  const parameters = (attribute(`fmtp:${type} `) ?? '').split(';').map((pair): [string, string] => {
    const equals = pair.indexOf('=')
    return [pair.slice(0, equals).trim().toLowerCase(), pair.slice(equals + 1).trim()]
  })
  return {
    media,
    control: attribute('control:')?.trim() ?? `streamid=${index}`,
    payloadType,
    codec: /^[\w-]{1,30}$/.test(codec) ? codec.toUpperCase() : '',
    clockRate: wholeNumber(rate, MOST_TICKS) ?? 90_000,
    channels: wholeNumber(channels, MOST_CHANNELS) ?? 1,
    parameters: new Map(parameters),
  }
}

/** A number from 1 to `most`; undefined for any other text: what is `Infinity` or 1e99 here would be counted to. */
function wholeNumber(text: string | undefined, most: number): number | undefined {
  const number = /^\d{1,7}$/.test(text ?? '') ? Number(text) : 0
  return number >= 1 && number <= most ? number : undefined
}
