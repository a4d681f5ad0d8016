import { encode } from 'uqr'

const SVG = 'http://www.w3.org/2000/svg'

/** A QR code of this text as a drawing, dark on light with the margin of four modules that scanners need. */
export function qrCode(text: string, label: string): SVGElement {
  const { size, data } = encode(text, { ecc: 'M', border: 4 })
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  const svg = element('svg', { viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': label, class: 'qr' })
  svg.append(
    element('rect', { width: String(size), height: String(size), fill: '#fff', stroke: 'none' }),
    element('path', { d: path, fill: '#000', stroke: 'none', 'shape-rendering': 'crispEdges' }),
  )
  return svg
}

function element(name: 'svg' | 'rect' | 'path', attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}
