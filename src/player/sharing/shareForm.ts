import { part, setText } from '../dom.ts'
import { copy } from '../elsewhere/copy.ts'
import { makeLink } from '../server/accessApi.ts'
import type { CameraJson } from '../server/cameraJson.ts'
import { cameraChoice } from './cameraChoice.ts'
import { DURATIONS, secondsOf } from './durations.ts'
import { options } from './options.ts'

/** The form that makes a link for a person, and the link it made, which is shown this once. */
export interface ShareForm {
  /** Offers these cameras to choose from, and to be those of these ids; what is chosen stays chosen. */
  offer(cameras: readonly CameraJson[], publishable: readonly string[]): void
}

/** Connects the form. `wanted` is the camera to choose at first; `made` is called when there is a new link. */
export function shareForm(
  page: Document,
  { wanted, made, say }: { wanted: string | null; made(): void; say(message: string): void },
): ShareForm {
  const form = part(page, 'share-form', HTMLFormElement)
  const name = part(page, 'share-name', HTMLInputElement)
  const lasting = part(page, 'share-lasting', HTMLSelectElement)
  const button = part(page, 'share-make', HTMLButtonElement)
  const trouble = part(page, 'share-trouble', HTMLElement)
  const result = part(page, 'share-result', HTMLElement)
  const choice = cameraChoice(page, wanted)
  const roles = part(page, 'share-roles', HTMLElement)
  const publisher = part(page, 'share-publisher', HTMLInputElement)
  const role = () => (publisher.checked ? 'publisher' : 'viewer')
  let publishable: readonly string[] = []
  const show = () => {
    roles.hidden = publishable.length === 0
    if (roles.hidden) part(page, 'share-viewer', HTMLInputElement).checked = true
    setText(part(page, 'share-which', HTMLElement), publisher.checked ? 'Which camera' : 'What they see')
    choice.limit(publisher.checked ? publishable : undefined)
  }
  roles.addEventListener('change', show)

  options(lasting, DURATIONS, '24 hours')
  form.addEventListener('submit', async event => {
    event.preventDefault()
    button.disabled = true
    trouble.hidden = true
    try {
      const [called, cameras, seconds] = [name.value.trim(), choice.chosen(), secondsOf(lasting.value)]
      const { url } = await makeLink({ kind: 'share', name: called, cameras, role: role(), seconds })
      setText(part(page, 'share-note', HTMLElement), `It is shown this once and not again. ${NOTES[role()]}`)
      await showResult(page, called, url, say)
      form.hidden = true
      result.hidden = false
      part(page, 'share-link', HTMLInputElement).focus()
      made()
    } catch (error) {
      setText(trouble, error instanceof Error && error.name === 'ApiError' ? error.message : SILENT)
      trouble.hidden = false
    }
    button.disabled = false
  })
  part(page, 'share-done', HTMLElement).addEventListener('click', () => {
    part(page, 'share-link', HTMLInputElement).value = ''
    part(page, 'share-qr', HTMLElement).replaceChildren()
    result.hidden = true
    form.hidden = false
    form.reset()
    choice.reset()
    show()
    name.focus()
  })
  return {
    offer(cameras, ids) {
      publishable = ids
      choice.offer(cameras)
      show()
    },
  }
}

const NOTES = {
  viewer: 'Whoever has it sees what you chose, until it ends or you revoke it.',
  publisher:
    'Opened on a phone, it makes that phone the camera, until it ends or you revoke it. It shows nothing else.',
}

const SILENT = 'tunnelcam does not answer. Try again.'

async function showResult(page: Document, name: string, url: string, say: (message: string) => void): Promise<void> {
  const link = part(page, 'share-link', HTMLInputElement)
  const pass = part(page, 'share-pass', HTMLButtonElement)
  setText(part(page, 'share-for', HTMLElement), `Link for ${name}`)
  link.value = url
  link.onfocus = () => link.select()
  part(page, 'share-copy', HTMLButtonElement).onclick = async () =>
    say((await copy(url)) ? 'Link copied.' : 'Select the link and copy it by hand.')
  pass.hidden = typeof navigator.share !== 'function'
  pass.onclick = () => navigator.share({ title: 'Camera', url }).catch(() => undefined)
  const { qrCode } = await import('./qrCode.ts')
  part(page, 'share-qr', HTMLElement).replaceChildren(qrCode(url, `QR code of the link for ${name}`))
}
