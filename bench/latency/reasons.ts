const STANDS =
  'A picture stands for 33 ms, so one that took no time would be 17 ms old in the median and 32 at p95; the rest is encoding, sending, and decoding without a GPU.'
const LINE = 'The line takes 40 ms and 3 of jitter beyond what no network takes.'
const MOBILE = 'The line takes 60 ms and 12 of jitter beyond what no network takes,'

/** Why a delivery misses a target over a network, as it was measured: shown in the table where it does, and only there. */
const REASONS: Readonly<Record<string, string>> = {
  'webcodecs none': STANDS,
  'img none': STANDS,
  'webcodecs rtt80': LINE,
  'mse rtt80': LINE,
  'img rtt80': LINE,
  'webcodecs mobile': `${MOBILE} and pictures are held back until three of four come in time for an even pace: at half of them it was 4 to 7 ms less, and one picture in four came unevenly instead of one in seven.`,
  'mse mobile': `${MOBILE} and the player keeps as much in hand as the jitter of the last seconds asks for.`,
  'img mobile': `${MOBILE} and at 8 Mbit/s a JPEG of 14 KB is being sent for 14 ms.`,
}

/** The reason for `webcodecs` over `none` and so on; one that says so where none was found yet. */
export function reasonFor(delivery: string, network: string): string {
  return REASONS[`${delivery} ${network}`] ?? 'Why was not found yet.'
}
