/** What a media playlist of ours says of what comes next. URLs are absolute. */
export interface Coming {
  /** Of the part that is hinted (RFC 8216bis §4.4.5.3). */
  readonly nextPart: number
  /** How long a part lasts, in seconds. */
  readonly partSeconds: number
  /** The Media Initialization Section of the newest segment. */
  readonly init: string
  /** The newest parts from the last independent one on: what a player begins with. */
  readonly newest: readonly string[]
  urlOfPart(id: number): string
}

/** Reads that of the playlist at `url`; undefined where it hints at no part. */
export function coming(text: string, url: string): Coming | undefined {
  const hint = /#EXT-X-PRELOAD-HINT:.*URI="([^"]*?part-)(\d+)([^"]*)"/.exec(text)
  const init = lastOf(text, /#EXT-X-MAP:URI="([^"]+)"/g)?.[1]
  if (!hint || init === undefined) return undefined
  const [, before = '', id = '', after = ''] = hint
  const absolute = (uri: string) => new URL(uri, url).href
  const parts = [...text.matchAll(PART)]
  const lengths = parts.map(([, seconds]) => Number(seconds))
  const from = parts.findLastIndex(([, , , independent]) => independent !== undefined)
  return {
    nextPart: Number(id),
    partSeconds: Math.max(...lengths.slice(-4), 0.01),
    init: absolute(init),
    newest: from < 0 ? [] : parts.slice(from).map(([, , uri = '']) => absolute(uri)),
    urlOfPart: part => absolute(`${before}${part}${after}`),
  }
}

/**
 * The playlist with the place where a player is to begin (RFC 8216 §4.3.5.2): the newest independent part. hls.js would
 * begin with a segment that is whole, and be as much behind.
 */
export function beginning(text: string): string {
  const parts = [...text.matchAll(PART)]
  const from = parts.findLastIndex(([, , , independent]) => independent !== undefined)
  if (from < 0) return text
  const [first = 0, ...others] = parts.slice(from).map(([, length]) => Number(length))
  // Within that part: a place between two segments is the first one's for hls.js.
  const seconds = others.reduce((sum, length) => sum + length, first / 2)
  return text.replace('#EXT-X-PART-INF', `#EXT-X-START:TIME-OFFSET=-${seconds.toFixed(3)}\n#EXT-X-PART-INF`)
}

const PART = /#EXT-X-PART:DURATION=([\d.]+),URI="([^"]+)"(,INDEPENDENT=YES)?/g

function lastOf(text: string, pattern: RegExp): RegExpExecArray | undefined {
  return [...text.matchAll(pattern)].at(-1)
}
