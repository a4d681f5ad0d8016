import { AgentError } from '../error.ts'
import type { VideoNode } from './nodes.ts'

/**
 * The device file of a source: `/dev/…` as it is, `usb:046d:0825` (with `:serial` where there are two) and `v4l2:<name>` as
 * they are found among `nodes`. Throws AgentError `device_missing`, or `device_ambiguous` with the choices.
 */
export function locate(source: string, nodes: readonly VideoNode[]): string {
  const { what, fits } = wanted(source)
  if (!fits) return source
  const found = nodes.filter(fits)
  const [first] = found
  if (first && found.length === 1) return first.path
  if (!first) {
    const others = nodes.map(node => `${node.path} (${nodeWords(node)})`)
    const hint = others.length > 0 ? `There are ${others.join(', ')}.` : undefined
    throw new AgentError('device_missing', `There is no camera ${what}.`, { ...(hint && { hint }) })
  }
  const choices = found.map(node => `${node.path} (${nodeWords(node)})`).join(' and ')
  throw new AgentError('device_ambiguous', `There are ${found.length} cameras ${what}: ${choices}.`, {
    hint: 'Name one by its serial number, as in usb:046d:0825:SERIAL, or by its link in /dev/v4l/by-path.',
  })
}

/** How a camera is called wherever it is plugged in, whatever its number: undefined where nothing tells it from the others. */
export function stableName(node: VideoNode, nodes: readonly VideoNode[]): string | undefined {
  const names = [
    ...(node.usb ? [`usb:${node.usb}`] : []),
    ...(node.usb && node.serial ? [`usb:${node.usb}:${node.serial}`] : []),
    `v4l2:${node.name}`,
  ]
  return names.find(name => nodes.filter(one => wanted(name).fits?.(one)).length === 1)
}

interface Wanted {
  /** For a sentence: `with the USB id 046d:0825`. */
  readonly what: string
  /** Undefined for a path. */
  readonly fits?: (node: VideoNode) => boolean
}

function wanted(source: string): Wanted {
  const [, usb, serial] = /^usb:([0-9a-f]{4}:[0-9a-f]{4})(?::(.+))?$/i.exec(source) ?? []
  if (usb) {
    const what = `with the USB id ${usb}${serial === undefined ? '' : ` and the serial number ${serial}`}`
    return { what, fits: node => node.usb === usb.toLowerCase() && (serial === undefined || node.serial === serial) }
  }
  const name = /^v4l2:(.+)$/i.exec(source)?.[1]
  if (name === undefined) return { what: `at ${source}` }
  // UVC cameras say their name twice, `HD Pro Webcam: HD Pro Webcam`; either will do.
  const plain = (text: string) => text.trim().toLowerCase()
  const fits = (node: VideoNode) => [node.name, node.name.split(':')[0] ?? ''].map(plain).includes(plain(name))
  return { what: `with the name ${name}`, fits }
}

function nodeWords({ name, usb, serial }: VideoNode): string {
  return [name, usb && `usb:${usb}`, serial && `serial number ${serial}`].filter(Boolean).join(', ')
}
