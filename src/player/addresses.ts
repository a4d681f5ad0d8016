import type { CameraPaths } from './cameraPaths.ts'
import { part } from './dom.ts'

/** Fills the "Use it elsewhere" fields with whole addresses and makes their buttons copy them. */
export function showAddresses(page: Document, paths: CameraPaths, say: (message: string) => void): void {
  for (const kind of ['hls', 'mjpeg', 'still'] as const) {
    const field = part(page, `address-${kind}`, HTMLInputElement)
    field.value = new URL(paths[kind], location.href).href
    field.addEventListener('focus', () => field.select())
    part(page, `copy-${kind}`, HTMLButtonElement).addEventListener('click', async () => {
      say((await copy(field)) ? 'Address copied.' : 'Select the address and copy it by hand.')
    })
  }
}

// navigator.clipboard exists only over https and on localhost; a page in the home network uses the older way.
async function copy(field: HTMLInputElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(field.value)
    return true
  } catch {
    field.select()
    return document.execCommand('copy')
  }
}
