import type { CameraConfig } from '../../config.ts'

/** Filters that rotate a picture clockwise, then mirror it. */
export function turnFilters({ rotate = 0, flip }: Pick<CameraConfig, 'rotate' | 'flip'>): string[] {
  return [...rotations[rotate], ...(flip === undefined ? [] : mirrors[flip])]
}

/** Whether it lies on its side afterwards: width and height change places. */
export function isLaidOver({ rotate }: Pick<CameraConfig, 'rotate'>): boolean {
  return rotate === 90 || rotate === 270
}

const rotations = {
  0: [],
  90: ['transpose=clock'],
  180: ['hflip', 'vflip'],
  270: ['transpose=cclock'],
} as const

const mirrors = { horizontal: ['hflip'], vertical: ['vflip'], both: ['hflip', 'vflip'] } as const
