import { type Format, type FormatSize, usualSizes } from './formats.ts'

/** What `v4l2-ctl --info --list-formats-ext` tells about a device. */
export interface V4l2CtlDevice {
  readonly name?: string
  readonly formats: readonly Format[]
}

/** Reads the stdout of `v4l2-ctl --info --list-formats-ext`, of v4l-utils 1.12 (`Pixel Format: 'YUYV'`) and newer. */
export function parseV4l2Ctl(text: string): V4l2CtlDevice {
  const formats: { format: string; description: string; sizes: (FormatSize & { rates: number[] })[] }[] = []
  for (const line of text.split('\n')) {
    const fourcc = /^\s*(?:\[\d+\]|Pixel Format\s*): '(.{4})'(?: \((.*)\))?/.exec(line)
    if (fourcc) {
      const name = fourcc[1] ?? ''
      formats.push({
        format: ffmpegNames[name] ?? name.trim().toLowerCase(),
        description: described(fourcc[2], name),
        sizes: [],
      })
    }
    formats.at(-1)?.sizes.push(...sizesOf(line).map(size => ({ ...size, rates: [] })))
    formats
      .at(-1)
      ?.sizes.at(-1)
      ?.rates.push(...ratesOf(line))
  }
  const name = /^\s*Card type\s*: (.*\S)/m.exec(text)?.[1]
  return {
    ...(name && { name }),
    formats: formats.map(format => ({ ...format, sizes: format.sizes.map(highestFirst) })),
  }
}

function described(text: string | undefined, fourcc: string): string {
  return text?.replace(/, compressed.*$/, '') ?? fourcc
}

function sizesOf(line: string): FormatSize[] {
  const [, width, height] = /^\s*Size: Discrete (\d+)x(\d+)/.exec(line) ?? []
  if (width && height) return [{ width: Number(width), height: Number(height), rates: [] }]
  const range = /^\s*Size: (?:Stepwise|Continuous) (\d+)x(\d+) - (\d+)x(\d+)(?: with step (\d+)\/(\d+))?/.exec(line)
  if (!range) return []
  const [, minWidth = 0, minHeight = 0, maxWidth = 0, maxHeight = 0, stepWidth = 1, stepHeight = 1] = range.map(value =>
    Number(value ?? 1),
  )
  return usualSizes(
    { min: minWidth, max: maxWidth, step: stepWidth },
    { min: minHeight, max: maxHeight, step: stepHeight },
  )
}

function ratesOf(line: string): number[] {
  const [, one, other] = /^\s*Interval: .*\(([\d.]+)(?:-([\d.]+))? fps\)/.exec(line) ?? []
  return [one, other].filter(rate => rate !== undefined).map(Number)
}

function highestFirst(size: FormatSize): FormatSize {
  return { ...size, rates: [...new Set(size.rates)].sort((one, other) => other - one) }
}

// Where FFmpeg has another name than the small letters of the fourcc.
const ffmpegNames: Readonly<Record<string, string>> = {
  MJPG: 'mjpeg',
  JPEG: 'mjpeg',
  YUYV: 'yuyv422',
  UYVY: 'uyvy422',
  YU12: 'yuv420p',
  '422P': 'yuv422p',
  RGB3: 'rgb24',
  BGR3: 'bgr24',
  GREY: 'gray',
}
