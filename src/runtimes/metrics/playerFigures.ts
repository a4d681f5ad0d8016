import type { Hub } from '../../hub/hub.ts'
import type { PlayerTotals } from '../../hub/players/players.ts'
import { DELAY_BUCKETS } from '../../media/playerReport.ts'
import type { Figure, Sample } from './figure.ts'
import type { Counted, Histogram } from './histogram.ts'

const LABELS = ['camera', 'delivery'] as const

/** What the pages that show a camera report, by the way that the picture comes to them. */
export function playerFigures(hub: Hub): Figure[] {
  const each = (value: (totals: PlayerTotals) => number) => () =>
    [...ofEach(hub)].map(({ labels, totals }): Sample => ({ labels, value: value(totals) }))
  return [
    {
      kind: 'gauge',
      name: 'tunnelcam_players',
      help: 'Pages that show the camera now, by what they report.',
      labels: LABELS,
      samples: () => [...ofEach(hub)].map(({ labels, now }) => ({ labels, value: now })),
    },
    {
      kind: 'counter',
      name: 'tunnelcam_player_frames_total',
      help: 'Pictures that pages have shown, as they report.',
      labels: LABELS,
      samples: each(({ frames }) => frames),
    },
    {
      kind: 'counter',
      name: 'tunnelcam_player_stalls_total',
      help: 'Times that a page had no new picture for more than a second, as they report.',
      labels: LABELS,
      samples: each(({ stalls }) => stalls),
    },
    {
      kind: 'counter',
      name: 'tunnelcam_player_received_bytes_total',
      help: 'Bytes of media that pages have received, where they can count them.',
      labels: LABELS,
      samples: each(({ bytes }) => bytes),
    },
  ]
}

/** How long pictures took from here to the screens of viewers. */
export function playerDelays(hub: Hub): Histogram {
  return {
    name: 'tunnelcam_player_delay_seconds',
    help: 'Time from when tunnelcam had a picture until a page showed it, as pages report.',
    buckets: DELAY_BUCKETS,
    samples: () =>
      [...ofEach(hub)].map(({ labels, totals }): Counted => ({ labels, counts: totals.delays, sum: totals.delaySum })),
  }
}

function* ofEach(hub: Hub): Iterable<{ labels: Record<string, string>; totals: PlayerTotals; now: number }> {
  for (const { id, players } of hub.cameras.values()) {
    const list = players.list(performance.now())
    for (const totals of players.totals) {
      const { delivery } = totals
      const now = list.filter(player => player.delivery === delivery).length
      yield { labels: { camera: id, delivery }, totals, now }
    }
  }
}
