/** What a multivariant playlist says of one variant. Bit rates in bits per second. */
export interface Variant {
  readonly uri: string
  /** RFC 6381 names, comma-separated. */
  readonly codecs: string
  readonly width: number
  readonly height: number
  readonly frameRate: number
  readonly bandwidth: number
  readonly averageBandwidth: number
}

/** The text of a multivariant playlist (RFC 8216bis §4.4.6.2). Many players begin with the first variant. */
export function multivariantPlaylist(variants: readonly Variant[]): string {
  return `#EXTM3U
#EXT-X-VERSION:9
#EXT-X-INDEPENDENT-SEGMENTS
${variants.map(streamInf).join('')}`
}

function streamInf({ uri, codecs, width, height, ...rates }: Variant): string {
  const attributes = [
    `BANDWIDTH=${Math.ceil(rates.bandwidth)}`,
    `AVERAGE-BANDWIDTH=${Math.ceil(rates.averageBandwidth)}`,
    `CODECS="${codecs}"`,
    `RESOLUTION=${width}x${height}`,
    `FRAME-RATE=${rates.frameRate.toFixed(3)}`,
  ]
  return `#EXT-X-STREAM-INF:${attributes.join(',')}\n${uri}\n`
}
