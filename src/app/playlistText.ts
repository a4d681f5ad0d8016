import type { Window } from '../hub/window.ts'
import { mediaPlaylist } from '../media/hls/playlist.ts'

/**
 * Gives the text of a window's media playlist as it is now (`skip`: a delta update), written once for all who ask for it
 * until the window changes: whoever waits for the next part is answered at the same moment.
 */
export function playlistTexts(): (window: Window, skip: boolean) => string {
  const newest = { whole: new WeakMap<Window, Text>(), delta: new WeakMap<Window, Text>() }
  return (window, skip) => {
    const texts = skip ? newest.delta : newest.whole
    const state = window.state()
    // None of these numbers ever goes back, and every change of the playlist moves one of them.
    const version = `${state.nextPart} ${window.edge} ${state.segments[0]?.msn}`
    const held = texts.get(window)
    if (held?.version === version) return held.text
    const text = mediaPlaylist(state, { skip })
    texts.set(window, { version, text })
    return text
  }
}

interface Text {
  readonly version: string
  readonly text: string
}
