/** The middle of these values, of an even number the upper one; undefined when there are none. */
export function median(values: readonly number[]): number | undefined {
  return [...values].sort((one, other) => one - other)[values.length >> 1]
}
