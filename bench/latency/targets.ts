import type { Cell } from './run.ts'

/** Medians that a delivery is to reach, in ms, by network; and its start-up at a round trip of 80 ms. */
interface Target {
  readonly none: number
  readonly rtt80: number
  readonly mobile: number
  readonly startMs: number
}

/** An idle machine's, 640x360 at 30 pictures a second. */
const TARGETS: Readonly<Record<string, Target>> = {
  webcodecs: { none: 20, rtt80: 60, mobile: 90, startMs: 280 },
  mse: { none: 40, rtt80: 85, mobile: 160, startMs: 280 },
  img: { none: 20, rtt80: 65, mobile: 95, startMs: 130 },
  hls: { none: 180, rtt80: 330, mobile: 400, startMs: 500 },
}

/** p95 lies within so many times the median, on all networks but the poor one. */
const P95_RATIO = 1.5
/** A page that chooses by itself shows the picture moving within so many ms. */
const SETTLED_MS = 10_000
/** Stalls that a minute may have. */
const STALLS: Readonly<Record<string, number>> = { none: 0, rtt80: 0, mobile: 1 }

/** One figure beside what it is to be. */
export interface Judged {
  readonly figure: 'median' | 'p95' | 'start-up' | 'stalls'
  readonly measured: number
  readonly target: number
  readonly met: boolean
}

/** The targets of a cell and whether they were met: none for a peer, or where nothing is asked. */
export function judged({ delivery, network, measured }: Cell): Judged[] {
  // Where nothing suits, the page settles on something that moves.
  if (delivery === 'auto' && !('failed' in measured)) return [atMost('start-up', measured.startMs, SETTLED_MS)]
  const target = TARGETS[delivery]
  if (!target || 'failed' in measured || !(network === 'none' || network === 'rtt80' || network === 'mobile')) return []
  const { medianMs, p95Ms, startMs, stallsMs } = measured
  const most = Math.max(medianMs, target[network])
  return [
    atMost('median', medianMs, target[network]),
    // Of a median that is better than asked no more is asked than of one that is as asked.
    atMost('p95', p95Ms, Math.round(P95_RATIO * most)),
    ...(network === 'rtt80' ? [atMost('start-up', startMs, target.startMs)] : []),
    atMost('stalls', stallsMs.length, STALLS[network] ?? 0),
  ]
}

function atMost(figure: Judged['figure'], measured: number, target: number): Judged {
  return { figure, measured, target, met: measured <= target }
}
