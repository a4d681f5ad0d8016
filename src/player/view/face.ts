import { setText } from '../dom.ts'
import { MARK } from '../mark/standsStill.ts'
import type { ViewWords } from './words.ts'

/** What an element looks like. */
export interface Face {
  readonly canvas: HTMLCanvasElement
  /** Says what the picture is, and over it what there is to say. */
  show(words: ViewWords): void
  /** What the picture is of, for who can't see it. */
  name(text: string): void
}

// The host is as wide and high as CSS says, else as its picture, and fits it as CSS says, like an <img>. A grid, as pages without
// a doctype take a height of 100 % from farther out.
const CSS = `
:host { display: inline-grid; grid-template: minmax(0, 1fr) / minmax(0, 1fr); position: relative; overflow: hidden; background: #000; color: #fff; font: 500 14px/1.4 system-ui, sans-serif }
:host([hidden]) { display: none }
canvas { display: block; width: 100%; height: 100%; object-fit: inherit; object-position: inherit }
canvas.marked { filter: ${MARK} }
p { position: absolute; inset: 0; margin: 0; padding: 8px; display: grid; align-content: center; justify-items: center; gap: 2px; container-type: size; overflow: hidden; text-align: center; text-wrap: balance; pointer-events: none }
p.beside { align-content: start; justify-items: start }
p.beside [part~=age] { padding: 1px 9px; border-radius: 99px; background: #000a; font-size: 13px }
[part~=age] { font-size: 17px; font-weight: 650; font-variant-numeric: tabular-nums }
span:empty { display: none }
@container (max-width: 190px) or (max-height: 90px) { [part~=reason] { position: absolute; clip-path: inset(50%) } [part~=age] { font-size: 13px } }
`

/** The inside of the element: a canvas and the words over it, out of reach of the page's own styles but for their parts. */
export function openFace(root: ShadowRoot): Face {
  const page = root.ownerDocument
  const canvas = page.createElement('canvas')
  canvas.width = 640
  canvas.height = 360
  canvas.setAttribute('part', 'picture')
  canvas.setAttribute('role', 'img')
  const status = page.createElement('p')
  status.setAttribute('part', 'status')
  status.setAttribute('role', 'status')
  const span = (name: string) => {
    const element = page.createElement('span')
    element.setAttribute('part', name)
    return element
  }
  const [age, reason] = [span('age'), span('reason')] as const
  age.ariaHidden = 'true' // it changes each second: nobody wants to hear that
  status.append(age, reason)
  style(root)
  root.append(canvas, status)
  return {
    canvas,
    show({ marked, age: howOld, reason: why }) {
      canvas.classList.toggle('marked', marked)
      status.classList.toggle('beside', !marked)
      setText(age, howOld)
      setText(reason, why)
    },
    name: text => canvas.setAttribute('aria-label', text),
  }
}

// A page's Content-Security-Policy may forbid <style>, but not a sheet that a script makes.
function style(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(CSS)
  root.adoptedStyleSheets = [sheet]
}
