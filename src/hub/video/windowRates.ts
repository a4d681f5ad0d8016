/** Bits and pictures per second: the most bits of one segment, and the mean of all. */
export interface WindowRates {
  readonly peakBitRate: number
  readonly averageBitRate: number
  readonly framesPerSecond: number
}

/** A segment as far as its rates go. */
interface Measured {
  readonly seconds: number
  readonly parts: readonly { readonly bytes: Uint8Array; readonly frames: number }[]
}

/** What these whole segments come to; undefined without any. */
export function ratesOf(segments: readonly Measured[]): WindowRates | undefined {
  const whole = segments.filter(({ seconds }) => seconds > 0).map(totals)
  if (whole.length === 0) return undefined
  const seconds = sum(whole.map(segment => segment.seconds))
  return {
    peakBitRate: Math.max(...whole.map(segment => segment.bits / segment.seconds)),
    averageBitRate: sum(whole.map(segment => segment.bits)) / seconds,
    framesPerSecond: sum(whole.map(segment => segment.frames)) / seconds,
  }
}

function totals({ seconds, parts }: Measured): { seconds: number; bits: number; frames: number } {
  return { seconds, bits: sum(parts.map(part => part.bytes.length * 8)), frames: sum(parts.map(part => part.frames)) }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
