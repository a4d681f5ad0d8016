import type { CameraConfig } from '../../config.ts'
import { AgentError } from '../error.ts'
import type { Format, FormatSize } from './formats.ts'

/** What to ask a camera for; what is undefined is left to its driver. */
export interface Choice {
  readonly format: string
  readonly size?: { readonly width: number; readonly height: number }
  readonly rate?: number
  /** Whether the camera has told that it has this rate. */
  readonly rateIsSure: boolean
}

type Wishes = Pick<CameraConfig, 'inputFormat' | 'size' | 'rate' | 'encode'>

/**
 * The best of a camera's formats: H.264, else MJPEG, else raw; the largest size up to 1280x720 with 25 frames a second; up
 * to 30 frames a second; or what the options say. Throws AgentError `format_missing` or `size_missing` with what it has.
 */
export function chooseFormat(
  device: { readonly path: string; readonly formats: readonly Format[] },
  wishes: Wishes,
): Choice {
  const formats = wishes.inputFormat ? [formatNamed(device, wishes.inputFormat)] : inOrder(device.formats, wishes)
  const format = wishes.size ? formats.find(one => one.sizes.length === 0 || sizeOf(one, wishes.size)) : formats[0]
  if (!format) throw sizeMissing(device.path, formats, wishes)
  const chosen = wishes.size ? (sizeOf(format, wishes.size) ?? { ...wishes.size, rates: [] }) : bestSize(format, wishes)
  const rate = chosen?.rates.length
    ? bestRate(chosen.rates, wishes)
    : (wishes.rate ?? (isRaw(format) ? undefined : usualRate))
  return {
    format: format.format,
    ...(chosen && { size: { width: chosen.width, height: chosen.height } }),
    ...(rate && { rate }),
    rateIsSure: chosen !== undefined && chosen.rates.length > 0,
  }
}

const usualRate = 30
const smooth = 25

function formatNamed({ path, formats }: { path: string; formats: readonly Format[] }, name: string): Format {
  const found = formats.find(({ format }) => format === name)
  if (found) return found
  const has = formats.map(({ format }) => format).join(', ')
  throw new AgentError('format_missing', `${path} does not give ${name}. It gives ${has}.`)
}

// H.264 that is to be encoded anew anyway would only cost a harder decode.
function inOrder(formats: readonly Format[], { encode }: Wishes): Format[] {
  const order = encode ? ['mjpeg', 'h264'] : ['h264', 'mjpeg']
  const place = ({ format }: Format) =>
    order.includes(format) ? order.indexOf(format) : order.length + (easyRaw.includes(format) ? 0 : 1)
  return [...formats].sort((one, other) => place(one) - place(other))
}

const easyRaw = ['yuyv422', 'uyvy422', 'yuv420p', 'nv12', 'yuv422p']

function isRaw({ format }: Format): boolean {
  return format !== 'h264' && format !== 'mjpeg' && format !== 'hevc'
}

function sizeOf(format: Format, size: Wishes['size']): FormatSize | undefined {
  return format.sizes.find(({ width, height }) => width === size?.width && height === size.height)
}

function bestSize(format: Format, { rate }: Wishes): FormatSize | undefined {
  const enough = rate ?? smooth
  const bySize = [...format.sizes].sort((one, other) => pixels(other) - pixels(one))
  const most =
    isRaw(format) && bySize.every(({ rates }) => rates.length === 0)
      ? { width: 640, height: 480 }
      : { width: 1280, height: 720 }
  const fitting = bySize.filter(({ width, height }) => width <= most.width && height <= most.height)
  if (fitting.length === 0) return bySize.at(-1)
  const fast = fitting.find(({ rates }) => rates.length === 0 || Math.max(...rates) >= enough)
  if (fast) return fast
  const fastest = Math.max(...fitting.flatMap(({ rates }) => rates))
  return fitting.find(({ rates }) => rates.includes(fastest))
}

function bestRate(rates: readonly number[], { rate }: Wishes): number {
  if (rate === undefined) return Math.max(...rates.filter(one => one <= usualRate + 0.5), Math.min(...rates))
  return rates.reduce((best, one) => (Math.abs(one - rate) < Math.abs(best - rate) ? one : best))
}

function pixels({ width, height }: FormatSize): number {
  return width * height
}

function sizeMissing(path: string, formats: readonly Format[], { size }: Wishes): AgentError {
  const has = formats.map(
    ({ format, sizes }) => `${format} ${sizes.map(one => `${one.width}x${one.height}`).join(' ')}`,
  )
  return new AgentError(
    'size_missing',
    `${path} does not give ${size?.width}x${size?.height}. It gives ${has.join(', ')}.`,
  )
}
