import { part } from '../../dom.ts'
import { rungs, type Via, viaNamed } from '../../play/ladder.ts'
import { VIA_TEXT } from '../viaText.ts'
import { abilities } from './abilities.ts'

/** The delivery that the person has chosen by hand, as the page's address names it; undefined leaves it to the ladder. */
export function pinnedVia(): Via | undefined {
  return viaNamed(new URLSearchParams(location.search).get('via'))
}

/** The deliveries to try here, best first: the one chosen by hand, or all that this browser can. */
export function wantedRungs(video: HTMLVideoElement): readonly Via[] {
  const pinned = pinnedVia()
  return pinned ? [pinned] : rungs(abilities(video))
}

/**
 * Lets the person choose how the picture comes, of what this browser can try. The choice stands in the page's address, so
 * that a reload or a bookmark keeps it and another network doesn't suffer from it; `chosen` is told of each.
 */
export function connectPin(page: Document, video: HTMLVideoElement, chosen: () => void): void {
  const select = part(page, 'way', HTMLSelectElement)
  const pinned = pinnedVia()
  const ways = new Set([...rungs(abilities(video)), ...(pinned ? [pinned] : [])])
  select.replaceChildren(
    new Option('Automatically', ''),
    ...[...ways].map(via => new Option(VIA_TEXT[via], via, via === pinned, via === pinned)),
  )
  select.addEventListener('change', () => {
    const url = new URL(location.href)
    if (select.value) url.searchParams.set('via', select.value)
    else url.searchParams.delete('via')
    history.replaceState(history.state, '', url)
    chosen()
  })
}
