/** Why a delivery misses a target over a network, as it was measured: shown in the table where it does, and only there. */
const REASONS: Readonly<Record<string, string>> = {}

/** The reason for `webcodecs` over `none` and so on; one that says so where none was found yet. */
export function reasonFor(delivery: string, network: string): string {
  return REASONS[`${delivery} ${network}`] ?? REASONS[delivery] ?? 'Why was not found yet.'
}
