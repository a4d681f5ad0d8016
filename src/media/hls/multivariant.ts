/** What a multivariant playlist says of its one variant. Bit rates in bits per second. */
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

/** The text of a multivariant playlist (RFC 8216bis §4.4.6.2). */
export function multivariantPlaylist(variant: Variant): string {
  const attributes = [
    `BANDWIDTH=${Math.ceil(variant.bandwidth)}`,
    `AVERAGE-BANDWIDTH=${Math.ceil(variant.averageBandwidth)}`,
    `CODECS="${variant.codecs}"`,
    `RESOLUTION=${variant.width}x${variant.height}`,
    `FRAME-RATE=${variant.frameRate.toFixed(3)}`,
  ]
  return `#EXTM3U
#EXT-X-VERSION:9
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:${attributes.join(',')}
${variant.uri}
`
}
