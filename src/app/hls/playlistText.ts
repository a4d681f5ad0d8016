import type { Window } from '../../hub/window.ts'
import { mediaPlaylist } from '../../media/hls/playlist.ts'

/** How a playlist is wanted: as a delta update, and with a query on each URI. */
export interface Wish {
  readonly skip: boolean
  /** Empty, or `?t=…`. */
  readonly query: string
}

/** Stands for the query while the text is shared; no playlist says this by itself. */
const PLACE = '?\u0000'

/**
 * Gives the text of a window's media playlist as it is now, written once for all who ask for it until the window changes:
 * whoever waits for the next part is answered at the same moment.
 */
export function playlistTexts(): (window: Window, wish: Wish) => string {
  const shared = new Map<string, WeakMap<Window, Text>>()
  return (window, { skip, query }) => {
    const kind = `${skip} ${query !== ''}`
    const texts = shared.get(kind) ?? new WeakMap<Window, Text>()
    shared.set(kind, texts)
    const state = window.state()
    // None of these numbers ever goes back, and every change of the playlist moves one of them.
    const version = `${state.nextPart} ${window.edge} ${state.segments[0]?.msn}`
    const held = texts.get(window)
    const text = held?.version === version ? held.text : mediaPlaylist(state, { skip, query: query && PLACE })
    if (held?.text !== text) texts.set(window, { version, text })
    return query === '' ? text : text.replaceAll(PLACE, query)
  }
}

interface Text {
  readonly version: string
  readonly text: string
}
