import { part, setText } from '../dom.ts'
import { revokeLink } from '../server/accessApi.ts'
import type { Link } from '../server/accessJson.ts'
import { rows, writeRow } from './rows.ts'
import { type CameraName, linkWords } from './sharingWords.ts'

/** What the lists of links need from the page. */
export interface LinkListContext {
  serverNow(): number
  readonly cameraName: CameraName
  /** To be called when a link was revoked: the lists are to be asked for again. */
  changed(): void
  say(message: string): void
}

/** The links that work, each with its "Revoke", and those that don't, folded away. */
export function linkList(page: Document, context: LinkListContext): (links: readonly Link[]) => void {
  const { serverNow, cameraName } = context
  const template = part(page, 'link-row', HTMLTemplateElement)
  const show = (row: HTMLElement, link: Link) => {
    row.dataset.link = link.id
    row.dataset.state = link.state
    writeRow(row, linkWords(link, serverNow(), cameraName))
    part(row, 'revoke', HTMLElement).hidden = link.state !== 'valid' || link.kind === 'printed'
    setText(part(row, 'question', HTMLElement), `Revoke “${link.name}”? Whoever watches with it is cut off.`)
  }
  const made = (row: HTMLElement, id: string) => connectRevoke(row, id, context)
  const key = ({ id }: Link) => id
  const showValid = rows(part(page, 'links', HTMLElement), template, { key, made, show })
  const showOver = rows(part(page, 'over', HTMLElement), template, { key, made, show })
  const folded = part(page, 'over-folded', HTMLElement)

  return links => {
    const over = links.filter(({ state }) => state !== 'valid').sort(newestFirst)
    showValid(links.filter(({ state }) => state === 'valid').sort(printedFirst))
    showOver(over)
    folded.hidden = over.length === 0
    setText(part(page, 'over-count', HTMLElement), `Expired or revoked (${over.length})`)
  }
}

function newestFirst(a: Link, b: Link): number {
  return b.createdAt - a.createdAt
}

function printedFirst(a: Link, b: Link): number {
  return Number(b.kind === 'printed') - Number(a.kind === 'printed') || newestFirst(a, b)
}

// It is asked once, in place of the button.
function connectRevoke(row: HTMLElement, id: string, { changed, say }: LinkListContext): void {
  const [revoke, sure, keep] = ['revoke', 'sure', 'keep'].map(name => part(row, name, HTMLButtonElement))
  if (!revoke || !sure || !keep) throw new TypeError('The row lacks a button.')
  const ask = (asking: boolean) => {
    row.toggleAttribute('data-asking', asking)
    part(row, 'confirm', HTMLElement).hidden = !asking
    if (asking) keep.focus()
    else revoke.focus()
  }
  revoke.addEventListener('click', () => ask(true))
  keep.addEventListener('click', () => ask(false))
  row.addEventListener('keydown', event => {
    if (event.key === 'Escape' && row.hasAttribute('data-asking')) ask(false)
  })
  sure.addEventListener('click', async () => {
    sure.disabled = true
    try {
      await revokeLink(id)
      say('Revoked.')
      changed()
    } catch (error) {
      say(error instanceof Error && error.name === 'ApiError' ? error.message : 'tunnelcam does not answer. Try again.')
    }
    sure.disabled = false
  })
}
