/** Counted values of one figure, under the labels that tell them from others. */
export interface Counted {
  readonly labels: Readonly<Record<string, string>>
  /** Of each bucket by itself, and last of what is beyond them. */
  readonly counts: readonly number[]
  readonly sum: number
}

/** A figure of which it is told how often it was up to each of some values. */
export interface Histogram {
  /** In base units, with the unit in the name. */
  readonly name: string
  /** What it is, in plain words. */
  readonly help: string
  readonly buckets: readonly number[]
  /** What was counted until it is called. */
  samples(): Iterable<Counted>
}

/**
 * A histogram in Prometheus' text format 0.0.4. The library's own can only be fed value by value, and these come counted.
 */
export function histogramText({ name, help, buckets, samples }: Histogram): string {
  const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`]
  for (const { labels, counts, sum } of samples()) {
    let count = 0
    const line = (suffix: string, value: number, more = {}) =>
      lines.push(`${name}_${suffix}${labelsText({ ...labels, ...more })} ${value}`)
    counts.forEach((one, place) => {
      count += one
      line('bucket', count, { le: String(buckets[place] ?? '+Inf') })
    })
    line('sum', sum)
    line('count', count)
  }
  return `${lines.join('\n')}\n`
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escaped)}"`)
    .join(',')}}`
}

function escaped(character: string): string {
  return character === '\n' ? '\\n' : `\\${character}`
}
