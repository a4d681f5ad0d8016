/** A playlist as a server answered it. */
export interface Answer {
  readonly url: string
  /** When it came, ms since 1970. */
  readonly at: number
  readonly text: string
}

/** What a client was given by a live stream, in the order of time: what the checker judges. */
export interface Capture {
  readonly multivariant?: Answer
  /** Media playlists, full or delta, of one or several renditions. */
  readonly playlists: readonly Answer[]
  /** Init segments, segments and parts by absolute URL, as many as were fetched. */
  readonly bytes: ReadonlyMap<string, Uint8Array>
}
