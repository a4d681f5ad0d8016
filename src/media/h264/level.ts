/** What a level allows (ITU-T H.264 table A-1): level_idc, macroblocks a second, macroblocks a picture. */
const LEVELS = [
  [30, 40_500, 1_620],
  [31, 108_000, 3_600],
  [32, 216_000, 5_120],
  [40, 245_760, 8_192],
  [42, 522_240, 8_704],
  [50, 589_824, 22_080],
  [51, 983_040, 36_864],
] as const

/** The level_idc, 30 at least, that pictures of this size and rate need (ITU-T H.264 table A-1); 52 beyond the table. */
export function levelFor({ width, height }: { width: number; height: number }, framesPerSecond: number): number {
  const blocks = Math.ceil(width / 16) * Math.ceil(height / 16)
  return LEVELS.find(([, second, picture]) => blocks * framesPerSecond <= second && blocks <= picture)?.[0] ?? 52
}
