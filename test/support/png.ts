import { inflateSync } from 'node:zlib'

/** A picture: rows from the top, `channels` bytes for each pixel (3 RGB, 4 RGBA). */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly channels: 3 | 4
  readonly pixels: Uint8Array
}

/** Decodes the PNGs that a browser's screenshots are: 8 bits, RGB or RGBA, not interlaced. Throws on any other. */
export function decodePng(png: Uint8Array): Picture {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  const data: Uint8Array[] = []
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at)) {
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8))
    if (type === 'IDAT') data.push(png.subarray(at + 8, at + 8 + view.getUint32(at)))
  }
  const [depth, colour, , , interlace] = png.subarray(24, 29)
  if (depth !== 8 || (colour !== 2 && colour !== 6) || interlace !== 0) {
    throw new Error(`expected an 8-bit RGB or RGBA PNG, got depth ${depth}, colour ${colour}, interlace ${interlace}`)
  }
  const channels = colour === 2 ? 3 : 4
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  return { width, height, channels, pixels: unfilter(inflateSync(Buffer.concat(data)), width, height, channels) }
}

/** The share (0 to 1) of pixels in which two pictures differ visibly; 1 when their sizes differ. */
export function difference(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height || a.channels !== b.channels) return 1
  let different = 0
  for (let at = 0; at < a.pixels.length; at += a.channels) {
    const apart = [0, 1, 2].some(i => Math.abs((a.pixels[at + i] ?? 0) - (b.pixels[at + i] ?? 0)) > 24)
    if (apart) different += 1
  }
  return different / (a.width * a.height)
}

// PNG (ISO/IEC 15948) §9: each byte is coded as its distance from a guess made of its left and upper neighbours.
function unfilter(lines: Uint8Array, width: number, height: number, channels: number): Uint8Array {
  const stride = width * channels
  const out = new Uint8Array(stride * height)
  for (let y = 0; y < height; y += 1) {
    const filter = lines[y * (stride + 1)]
    for (let x = 0; x < stride; x += 1) {
      const here = y * stride + x
      const left = x < channels ? 0 : (out[here - channels] ?? 0)
      const up = y === 0 ? 0 : (out[here - stride] ?? 0)
      const corner = x < channels || y === 0 ? 0 : (out[here - stride - channels] ?? 0)
      const guesses = [0, left, up, (left + up) >> 1, paeth(left, up, corner)]
      out[here] = (lines[y * (stride + 1) + 1 + x] ?? 0) + (guesses[filter ?? 0] ?? 0)
    }
  }
  return out
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}
