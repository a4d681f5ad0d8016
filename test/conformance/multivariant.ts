import { type Attributes, attributeList } from './attributes.ts'

/** A multivariant playlist (RFC 8216bis §4.4.6), read for checking. */
export interface Multivariant {
  readonly version: number
  readonly variants: readonly { readonly uri: string; readonly attributes: Attributes }[]
  readonly media: readonly Attributes[]
  readonly independentSegments: boolean
  readonly complaints: readonly string[]
}

const known = [
  'EXTM3U',
  'EXT-X-VERSION',
  'EXT-X-INDEPENDENT-SEGMENTS',
  'EXT-X-STREAM-INF',
  'EXT-X-MEDIA',
  'EXT-X-START',
]

/** Reads a multivariant playlist; what is amiss is listed, not thrown. */
export function parseMultivariant(text: string): Multivariant {
  const complaints: string[] = []
  const lines = text.split(/\r?\n/)
  if (lines[0] !== '#EXTM3U') complaints.push(`the first line is not #EXTM3U: "${lines[0] ?? ''}"`)
  const variants: { uri: string; attributes: Attributes }[] = []
  const media: Attributes[] = []
  let pending: Attributes | undefined
  const attributes = (value: string): Attributes => {
    const list = attributeList(value)
    if (list === undefined) complaints.push(`no proper attribute list: ${value}`)
    return list ?? new Map()
  }
  for (const line of lines) {
    const [, name, value = ''] = /^#(EXT[^:]*):?(.*)$/.exec(line) ?? []
    if (pending !== undefined && line !== '' && !line.startsWith('#')) {
      variants.push({ uri: line, attributes: pending })
      pending = undefined
    } else if (pending !== undefined) {
      complaints.push('EXT-X-STREAM-INF is not followed by its URI')
      pending = undefined
    } else if (line !== '' && !line.startsWith('#')) complaints.push(`URI without EXT-X-STREAM-INF: ${line}`)
    if (name !== undefined && !known.includes(name)) complaints.push(`unknown tag ${name}`)
    if (name === 'EXT-X-STREAM-INF') pending = attributes(value)
    if (name === 'EXT-X-MEDIA') media.push(attributes(value))
  }
  if (variants.length === 0) complaints.push('no EXT-X-STREAM-INF')
  const version = Number(/^#EXT-X-VERSION:(\d+)$/m.exec(text)?.[1] ?? 1)
  const independentSegments = lines.includes('#EXT-X-INDEPENDENT-SEGMENTS')
  return { version, variants, media, independentSegments, complaints }
}
