import { part, setText } from '../dom.ts'
import type { Cameras } from '../server/accessJson.ts'
import type { CameraJson } from '../server/cameraJson.ts'

/** Which cameras a link is for. */
export interface CameraChoice {
  /** Offers these; what is chosen stays chosen. */
  offer(cameras: readonly CameraJson[]): void
  /** Only those of these ids can be chosen, and one or more have to be; undefined: all can. */
  limit(ids: readonly string[] | undefined): void
  reset(): void
  chosen(): Cameras
}

/** "All cameras", or any of them: choosing the one lets go of the others. `wanted` is the one to choose at first. */
export function cameraChoice(page: Document, wanted: string | null): CameraChoice {
  const list = part(page, 'share-cameras', HTMLElement)
  const all = part(page, 'share-all', HTMLInputElement)
  const template = part(page, 'camera-choice', HTMLTemplateElement)
  const boxes = () => [...list.querySelectorAll<HTMLInputElement>('input[data-camera]')]
  const offered = () => boxes().filter(box => limit?.includes(box.dataset.camera ?? '') ?? true)
  let limit: readonly string[] | undefined
  const settle = () => {
    const [first] = offered()
    if (limit && first && !offered().some(box => box.checked)) first.checked = true
    all.checked = offered().every(box => !box.checked)
  }
  const reset = () => {
    for (const box of boxes()) box.checked = false
    all.checked = true
  }
  list.addEventListener('change', ({ target }) => {
    if (target === all) for (const box of boxes()) box.checked = false
    settle()
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
      settle()
    },
    limit(ids) {
      limit = ids
      part(page, 'share-all-choice', HTMLElement).hidden = ids !== undefined
      for (const box of boxes()) {
        const label = box.closest('label')
        const hidden = !offered().includes(box)
        if (hidden) box.checked = false
        if (label) label.hidden = hidden
      }
      settle()
    },
    chosen(): Cameras {
      return all.checked ? 'all' : offered().flatMap(box => (box.checked ? (box.dataset.camera ?? []) : []))
    },
  }
}
