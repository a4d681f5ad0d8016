import { uint } from '../bytes.ts'
import { hasIntactScans } from './intact.ts'

/** Width and height in pixels of a whole JPEG (ITU-T T.81 §B.2.2); undefined for anything cut short, mixed up, or not a JPEG. */
export function describeJpeg(jpeg: Uint8Array): { readonly width: number; readonly height: number } | undefined {
  if (!isWholeJpeg(jpeg)) return undefined
  let at = 2
  while (at + 9 < jpeg.length) {
    if (jpeg[at] !== 0xff) return undefined
    const marker = uint(jpeg, at + 1, 1)
    if (marker === 0xff) {
      at++ // fill bytes may precede a marker
      continue
    }
    if (isStartOfFrame(marker)) {
      const [height, width] = [uint(jpeg, at + 5, 2), uint(jpeg, at + 7, 2)]
      return width > 0 && height > 0 && hasIntactScans(jpeg, at) ? { width, height } : undefined
    }
    if (marker === 0xda) return undefined // scan data before any frame header
    at += 2 + uint(jpeg, at + 2, 2)
  }
  return undefined
}

/** From SOI to EOI (ITU-T T.81 §B.1.1.3); cameras pad their pictures with zeros behind the end marker. */
export function isWholeJpeg(bytes: Uint8Array): boolean {
  let end = bytes.length
  while (end > 2 && bytes[end - 1] === 0) end--
  return uint(bytes, 0, 2) === 0xffd8 && end >= 4 && bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9
}

/** SOF0 to SOF15, without DHT, JPG and DAC, which lie between. */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}
