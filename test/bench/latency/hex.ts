/** Blocks as the page tells them: four in a hexadecimal digit, the first is the highest. */
export function hexOf(blocks: readonly boolean[]): string {
  const digits = Array.from({ length: 16 }, (_, digit) => blocks.slice(4 * digit, 4 * digit + 4))
  return digits.map(four => four.reduce((value, one) => 2 * value + Number(one), 0).toString(16)).join('')
}
