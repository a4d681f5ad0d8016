import { sourceLabel } from '../../../config/mask.ts'
import type { Ffmpeg } from '../../ffmpeg/ffmpeg.ts'
import { quoted } from '../script.ts'

/** What FFmpeg is to read, and how. */
export interface Input {
  /** FFmpeg's arguments up to and including `-i …`. */
  readonly args: readonly string[]
  /** What it is to find on fd 5, where `args` say so: an ffconcat script with a secret in it. */
  readonly script?: string
}

/** An address of the network, with what FFmpeg needs to open it. */
export interface Address {
  readonly url: string
  /** How far FFmpeg looks ahead, as options without their dash. */
  readonly look: Readonly<Record<string, string>>
  /** Options of the stream's opening, without their dash. */
  readonly opening: Readonly<Record<string, string>>
  /** Other arguments before the input: for its decoders, its pace. */
  readonly reading?: readonly string[]
  /** What it must be; any when left out. */
  readonly format?: string
}

/**
 * An address as an input of FFmpeg. Everyone on this machine may read a command line, so an address with a secret in it goes
 * through a pipe, as a script for the concat demuxer, which opens it as FFmpeg itself would: measured, pictures come as soon
 * and none is later. Before FFmpeg 5.0 such a script can't say how to open it, and the address stays an argument.
 */
export function addressInput(address: Address, ffmpeg: Pick<Ffmpeg, 'has'>): Input {
  const { url, look, opening, reading = [], format } = address
  const options = { ...look, ...opening }
  if (!ffmpeg.has.scriptOptions || !hasSecret(address)) {
    return { args: [...asArguments(look), ...reading, ...asArguments(opening), ...forced(format), '-i', url] }
  }
  const lines = [
    'ffconcat version 1.0',
    `file ${quoted(url)}`,
    ...Object.entries({ ...options, ...(format && { format_whitelist: format }) }).map(
      ([name, value]) => `option ${name} ${quoted(value)}`,
    ),
  ]
  return {
    args: [
      ...[...asArguments(look), ...reading],
      ...['-protocol_whitelist', protocols, '-f', 'concat', '-safe', '0', '-i', 'pipe:5'],
    ],
    script: `${lines.join('\n')}\n`,
  }
}

function hasSecret({ url, opening }: Address): boolean {
  return sourceLabel(url) !== url || 'passphrase' in opening
}

// What a script from a pipe may open; to an address that is an argument, FFmpeg allows these by itself.
const protocols = 'pipe,http,https,httpproxy,rtmp,rtmps,srt,tcp,tls,udp,rtp,srtp,crypto'

function asArguments(options: Readonly<Record<string, string>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => [`-${name}`, value])
}

function forced(format: string | undefined): string[] {
  return format === undefined ? [] : ['-f', format]
}
