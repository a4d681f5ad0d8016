import { uint } from '../bytes.ts'

/**
 * Whether the scans of a JPEG hold nothing that can't be in them (ITU-T T.81 §B.1.1.5): a picture into which another was
 * written, or noise, has a marker where none belongs. `from` is where a marker segment begins.
 */
export function hasIntactScans(jpeg: Uint8Array, from: number): boolean {
  let at = from
  while (jpeg[at] === 0xff) {
    const marker = uint(jpeg, at + 1, 1)
    if (marker === 0xff) at++
    else if (marker === END) return true
    else if (!isSegment(marker)) return false
    else {
      at += 2 + uint(jpeg, at + 2, 2)
      if (marker === SCAN) at = endOfScan(jpeg, at)
    }
    if (at + 2 > jpeg.length) return false
  }
  return false
}

const SCAN = 0xda
const END = 0xd9

/** Where the marker stands behind entropy-coded data: FF00 is a byte of it, FFD0 to FFD7 restart it. */
function endOfScan(jpeg: Uint8Array, from: number): number {
  for (let at = jpeg.indexOf(0xff, from); at >= 0; at = jpeg.indexOf(0xff, at + 1)) {
    const next = jpeg[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  return jpeg.length
}

/** What may stand outside of a scan and has a length: tables, frames, scans, applications' own, comments. */
function isSegment(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xfe && (marker < 0xd0 || marker > 0xd9) && (marker < 0xf0 || marker === 0xfe)
}
