import type { LiveWindow } from '../../hub/video/rendition.ts'
import { mediaPlaylist, type Report } from '../../media/hls/playlist.ts'

/** How a playlist is wanted: as a delta update, with a query on each URI, and what it reports of other renditions. */
export interface Wish {
  readonly skip: boolean
  /** Empty, or `?t=…`. */
  readonly query: string
  readonly reports: readonly Report[]
}

/** Stands for the query while the text is shared; no playlist says this by itself. */
const PLACE = '?\u0000'

/**
 * Gives the text of a window's media playlist as it is now, written once for all who ask for it until the window changes:
 * whoever waits for the next part is answered at the same moment.
 */
export function playlistTexts(): (window: LiveWindow, wish: Wish) => string {
  const shared = new Map<string, WeakMap<LiveWindow, Text>>()
  return (window, { skip, query, reports }) => {
    const kind = `${skip} ${query !== ''}`
    const texts = shared.get(kind) ?? new WeakMap<LiveWindow, Text>()
    shared.set(kind, texts)
    const state = window.state()
    // None of these numbers ever goes back, and every change of the playlist moves one of them.
    const reported = reports.map(({ msn, part }) => `${msn}.${part}`)
    const version = [state.nextPart, window.edge, state.segments[0]?.msn, ...reported].join(' ')
    const held = texts.get(window)
    const text = held?.version === version ? held.text : mediaPlaylist(state, { skip, query: query && PLACE, reports })
    if (held?.text !== text) texts.set(window, { version, text })
    return query === '' ? text : text.replaceAll(PLACE, query)
  }
}

interface Text {
  readonly version: string
  readonly text: string
}
