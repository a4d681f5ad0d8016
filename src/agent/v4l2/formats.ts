/** A format of a camera. */
export interface Format {
  /** FFmpeg's name: `mjpeg`, `h264`, `yuyv422`. */
  readonly format: string
  readonly description: string
  readonly sizes: readonly FormatSize[]
}

/** A size in pixels with its rates in frames per second, highest first; empty = unknown. */
export interface FormatSize {
  readonly width: number
  readonly height: number
  readonly rates: readonly number[]
}

/** Reads the stderr of `ffmpeg -f v4l2 -list_formats all`: formats and sizes. FFmpeg tells no rates. */
export function parseListFormats(text: string): Format[] {
  return text.split('\n').flatMap(line => {
    const [, format = '', description = '', sizes = ''] = formatLine.exec(line) ?? []
    return format === '' || format === 'Unsupported' ? [] : [{ format, description, sizes: sizesOf(sizes) }]
  })
}

const formatLine = /^\[[^\]]*\] (?:Raw|Compressed)\s*:\s*(\S+)\s*:\s+(.+?) :(.*)$/

function sizesOf(text: string): FormatSize[] {
  const range = /\{(\d+)-(\d+), (\d+)\}x\{(\d+)-(\d+), (\d+)\}/.exec(text)
  if (range) {
    const [, minWidth, maxWidth, stepWidth, minHeight, maxHeight, stepHeight] = range.map(Number)
    return usualSizes(
      { min: minWidth ?? 0, max: maxWidth ?? 0, step: stepWidth ?? 1 },
      { min: minHeight ?? 0, max: maxHeight ?? 0, step: stepHeight ?? 1 },
    )
  }
  return [...text.matchAll(/(\d+)x(\d+)/g)].map(([, width, height]) => ({
    width: Number(width),
    height: Number(height),
    rates: [],
  }))
}

/** The usual sizes within a range that a driver gives, and its largest. */
export function usualSizes(width: Range, height: Range): FormatSize[] {
  const fits = (value: number, { min, max, step }: Range) =>
    value >= min && value <= max && (value - min) % Math.max(step, 1) === 0
  const sizes = usual.filter(([wide, high]) => fits(wide, width) && fits(high, height))
  if (!sizes.some(([wide, high]) => wide === width.max && high === height.max)) sizes.push([width.max, height.max])
  return sizes.map(([wide, high]) => ({ width: wide, height: high, rates: [] }))
}

export interface Range {
  readonly min: number
  readonly max: number
  readonly step: number
}

const usual: readonly (readonly [number, number])[] = [
  [320, 240],
  [640, 360],
  [640, 480],
  [800, 600],
  [1280, 720],
  [1280, 960],
  [1920, 1080],
  [2560, 1440],
  [3840, 2160],
]

/** The same formats with the rates that `timed` knows for them; all of `timed` where there are no formats. */
export function withRates(formats: readonly Format[], timed: readonly Format[]): Format[] {
  if (formats.length === 0) return [...timed]
  return formats.map(format => {
    const known = timed.find(other => other.format === format.format)
    const ratesOf = (size: FormatSize) =>
      known?.sizes.find(other => other.width === size.width && other.height === size.height)?.rates
    return { ...format, sizes: format.sizes.map(size => ({ ...size, rates: ratesOf(size) ?? size.rates })) }
  })
}
