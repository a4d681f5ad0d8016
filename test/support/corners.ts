import { pixel } from './decode.ts'
import type { Picture } from './png.ts'

const quarters = ['red', 'lime', 'blue', 'white'].map((colour, i) => `color=${colour}:s=160x120:r=10:d=2[${i}]`)

/** FFmpeg's input of a picture, two seconds long, 320x240: red and green over blue and white. */
export const corners: readonly string[] = [
  '-f',
  'lavfi',
  '-i',
  `${quarters.join(';')};[0][1]hstack[a];[2][3]hstack[b];[a][b]vstack`,
]

/** How the corners of such a picture lie, and its size: `RGBW 320x240` as it is, `?` for a colour that is none of them. */
export function arrangement(picture: Picture): string {
  const places = [0.25, 0.75].flatMap(y => [0.25, 0.75].map(x => [x, y] as const))
  const letters = places.map(([x, y]) => {
    const lit = pixel(picture, x, y).map(part => (part > 128 ? 1 : 0))
    return { '100': 'R', '010': 'G', '001': 'B', '111': 'W' }[lit.join('')] ?? '?'
  })
  return `${letters.join('')} ${picture.width}x${picture.height}`
}
