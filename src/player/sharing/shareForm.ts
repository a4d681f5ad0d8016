import { part, setText } from '../dom.ts'
import { copy } from '../elsewhere/copy.ts'
import { makeLink } from '../server/accessApi.ts'
import type { Cameras } from '../server/accessJson.ts'
import type { CameraJson } from '../server/cameraJson.ts'
import { DURATIONS, secondsOf } from './durations.ts'
import { options } from './options.ts'

/** The form that makes a link for a person, and the link it made, which is shown this once. */
export interface ShareForm {
  /** Offers these cameras to choose from; what is chosen stays chosen. */
  offer(cameras: readonly CameraJson[]): void
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

  options(lasting, DURATIONS, '24 hours')
  form.addEventListener('submit', async event => {
    event.preventDefault()
    button.disabled = true
    trouble.hidden = true
    try {
      const [called, cameras, seconds] = [name.value.trim(), choice.chosen(), secondsOf(lasting.value)]
      const { url } = await makeLink({ kind: 'share', name: called, cameras, seconds })
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
    name.focus()
  })
  return { offer: choice.offer }
}

const SILENT = 'tunnelcam does not answer. Try again.'

/** "All cameras", or any of them: choosing the one lets go of the others. */
function cameraChoice(page: Document, wanted: string | null) {
  const list = part(page, 'share-cameras', HTMLElement)
  const all = part(page, 'share-all', HTMLInputElement)
  const template = part(page, 'camera-choice', HTMLTemplateElement)
  const boxes = () => [...list.querySelectorAll<HTMLInputElement>('input[data-camera]')]
  const reset = () => {
    for (const box of boxes()) box.checked = false
    all.checked = true
  }
  list.addEventListener('change', ({ target }) => {
    if (target === all) for (const box of boxes()) box.checked = false
    all.checked = boxes().every(box => !box.checked)
  })

  return {
    reset,
    offer(cameras: readonly CameraJson[]): void {
      const known = boxes()
      for (const box of known) if (!cameras.some(({ id }) => id === box.dataset.camera)) box.closest('label')?.remove()
      for (const { id, name } of cameras) {
        if (known.some(box => box.dataset.camera === id)) continue
        const label = template.content.firstElementChild?.cloneNode(true)
        if (!(label instanceof HTMLElement)) throw new TypeError('The template of a camera is empty.')
        const box = part(label, 'camera-box', HTMLInputElement)
        box.dataset.camera = id
        box.checked = id === wanted
        setText(part(label, 'camera-name', HTMLElement), name)
        list.append(label)
      }
      all.checked = boxes().every(box => !box.checked)
    },
    chosen(): Cameras {
      return all.checked ? 'all' : boxes().flatMap(box => (box.checked ? (box.dataset.camera ?? []) : []))
    },
  }
}

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
