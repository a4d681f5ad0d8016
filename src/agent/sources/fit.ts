import type { CameraConfig } from '../../config.ts'

/** Filters that make pictures of any size one size: scaled to fit, black around. */
export function fitFilters(size: { readonly width: number; readonly height: number }): string[] {
  const { width, height } = size
  return [
    `scale=${width}:${height}:force_original_aspect_ratio=decrease`,
    `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2`,
    'setsar=1',
  ]
}

/** The largest even size within `most` with the shape of `size`, and not larger than `size`. */
export function fittingSize(
  size: { readonly width: number; readonly height: number },
  most: { readonly width: number; readonly height: number },
): { width: number; height: number } {
  const factor = Math.min(1, most.width / size.width, most.height / size.height)
  const even = (length: number) => Math.max(2, Math.round((length * factor) / 2) * 2)
  return { width: even(size.width), height: even(size.height) }
}

/**
 * What `size` and `rate` options mean for a source that can't choose: the filters that make it so, and nothing where it
 * already is so.
 */
export function wishedFilters(
  camera: Pick<CameraConfig, 'size' | 'rate'>,
  has: { readonly size?: { readonly width: number; readonly height: number }; readonly frameRate?: number },
): string[] {
  const { size, rate } = camera
  const resize = size && (size.width !== has.size?.width || size.height !== has.size.height)
  // 10 % early is still in time: without that, a clock that jitters would lose every other frame.
  const thinner = rate && !(has.frameRate && has.frameRate <= rate)
  return [
    ...(thinner ? [`select='isnan(prev_selected_t)+gte(t-prev_selected_t,${(0.9 / rate).toFixed(4)})'`] : []),
    ...(resize ? fitFilters(size) : []),
  ]
}
