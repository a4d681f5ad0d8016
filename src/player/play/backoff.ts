/**
 * How long to wait before try number `failures` + 1, in ms: 0.25 s doubling to 8 s, less up to a quarter at random so
 * that many viewers don't return in the same instant. No failure, no wait.
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  if (failures === 0) return 0
  const full = Math.min(8000, 250 * 2 ** (failures - 1))
  return full * (1 - random() / 4)
}
