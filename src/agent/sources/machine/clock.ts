/**
 * FFmpeg filters that draw `HH:MM:SS.t` as seven-segment digits in the middle of the picture, for frames whose time `t` is
 * seconds since 1970. Boxes, because drawtext needs fonts that a machine may not have.
 */
export function clockBoxes(picture: {
  readonly width: number
  readonly height: number
  readonly utcOffsetSeconds: number
}): string[] {
  const stroke = Math.max(1, Math.round(picture.width * 0.0125))
  const length = Math.max(2, Math.round(picture.width * 0.056))
  const gap = Math.max(2, Math.round(picture.width * 0.02))
  const wide = length + 2 * stroke
  const tall = 2 * length + 3 * stroke
  const total = face.reduce((sum, sign) => sum + (typeof sign === 'string' ? stroke : wide) + gap, -gap)
  const top = Math.round(picture.height * 0.5 - tall * 0.75)
  // Frames have whole milliseconds; a hair more, so that none that is due now is rounded to just before.
  const time = `(t+${picture.utcOffsetSeconds + 0.0001})`
  const boxes: string[] = []
  let left = Math.round((picture.width - total) / 2)
  for (const sign of face) {
    if (typeof sign === 'string') {
      const heights = sign === ':' ? [Math.round(tall * 0.3), Math.round(tall * 0.63)] : [tall - stroke]
      boxes.push(...heights.map(y => box(left, top + y, stroke, stroke)))
      left += stroke + gap
      continue
    }
    const digit = digitAt(sign, time)
    for (const { x, y, across, digits } of segments) {
      const lit = digits.reduce((bits: number, one) => bits + 2 ** one, 0)
      const place = [left + x[0] * stroke + x[1] * length, top + y[0] * stroke + y[1] * length] as const
      const segment = across ? box(...place, length, stroke) : box(...place, stroke, length)
      boxes.push(`${segment}:enable='mod(floor(${lit}/pow(2,${digit})),2)'`)
    }
    left += wide + gap
  }
  return boxes
}

/** FFmpeg's expression for one digit of the time. */
function digitAt({ unit, base, within }: Digit, time: string): string {
  const units = within ? `mod(${time},${within})/${unit}` : `${time}/${unit}`
  return `mod(floor(${units}),${base})`
}

interface Digit {
  readonly unit: number
  readonly base: number
  /** Where it wraps before its base does: hours at a day. */
  readonly within?: number
}

const face: readonly (Digit | string)[] = [
  { unit: 36_000, base: 3, within: 86_400 },
  { unit: 3600, base: 10, within: 86_400 },
  ':',
  { unit: 600, base: 6 },
  { unit: 60, base: 10 },
  ':',
  { unit: 10, base: 6 },
  { unit: 1, base: 10 },
  '.',
  { unit: 0.1, base: 10 },
]

// Top, right above, right below, bottom, left below, left above, middle: where each is
// (in strokes and lengths), and the digits that light it.
const segments = [
  { x: [1, 0], y: [0, 0], across: true, digits: [0, 2, 3, 5, 6, 7, 8, 9] },
  { x: [1, 1], y: [1, 0], across: false, digits: [0, 1, 2, 3, 4, 7, 8, 9] },
  { x: [1, 1], y: [2, 1], across: false, digits: [0, 1, 3, 4, 5, 6, 7, 8, 9] },
  { x: [1, 0], y: [2, 2], across: true, digits: [0, 2, 3, 5, 6, 8, 9] },
  { x: [0, 0], y: [2, 1], across: false, digits: [0, 2, 6, 8] },
  { x: [0, 0], y: [1, 0], across: false, digits: [0, 4, 5, 6, 8, 9] },
  { x: [1, 0], y: [1, 1], across: true, digits: [2, 3, 4, 5, 6, 8, 9] },
] as const

function box(x: number, y: number, width: number, height: number): string {
  return `drawbox=${x}:${y}:${width}:${height}:0xf1f5f9:fill`
}
