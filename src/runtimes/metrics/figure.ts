/** One value of a figure, under the labels that tell it from the others. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** One figure as Prometheus knows it: a counter only ever grows, a gauge is as it is now. */
export interface Figure {
  readonly kind: 'counter' | 'gauge'
  /** In base units, with the unit in the name; a counter's ends in `_total`. */
  readonly name: string
  /** What it is, in plain words. */
  readonly help: string
  readonly labels: readonly string[]
  /** The values as they are when it is called. */
  samples(): Iterable<Sample>
}
