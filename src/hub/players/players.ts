import { DELAY_BUCKETS, type Delivery, type PlayerReport } from '../../media/playerReport.ts'

/** A page that shows the camera, as it told last. */
export interface Player {
  readonly delivery: Delivery
  readonly medianMs?: number
  readonly p95Ms?: number
  /** Since it has come this way. */
  readonly stalls: number
}

/** What pages have told of one delivery since the camera came into the hub: numbers that only ever grow. */
export interface PlayerTotals {
  readonly delivery: Delivery
  readonly frames: number
  readonly stalls: number
  readonly bytes: number
  /** As in a report, with seconds in `delaySum`. */
  readonly delays: readonly number[]
  readonly delaySum: number
}

/** Pages report about every ten seconds: who was silent for so long is gone. */
const GONE_MS = 35_000
/** More are not told apart; what they report counts all the same. */
const MOST_PLAYERS = 1000

/** What the pages that show one camera report of it. */
export class Players {
  readonly #players = new Map<string, { player: Player; heardAt: number }>()
  readonly #totals = new Map<Delivery, PlayerTotals>()

  /** Takes a report of one browser (`holder`), at `now` in ms on any clock that goes on. */
  take(report: PlayerReport, holder: string, now: number): void {
    const { delivery, medianMs, p95Ms } = report
    this.#forget(now)
    this.#totals.set(delivery, added(this.#totals.get(delivery) ?? nothing(delivery), report))
    const key = `${holder} ${report.player}`
    const before = this.#players.get(key)?.player
    this.#players.delete(key)
    if (report.over || this.#players.size >= MOST_PLAYERS) return
    const stalls = report.stalls + (before?.delivery === delivery ? before.stalls : 0)
    const known = { ...(medianMs !== undefined && { medianMs }), ...(p95Ms !== undefined && { p95Ms }) }
    this.#players.set(key, { player: { delivery, ...known, stalls }, heardAt: now })
  }

  /** Those that show the camera now. */
  list(now: number): readonly Player[] {
    this.#forget(now)
    return [...this.#players.values()].map(({ player }) => player)
  }

  /** Of each delivery that anything was reported of. */
  get totals(): readonly PlayerTotals[] {
    return [...this.#totals.values()]
  }

  #forget(now: number): void {
    for (const [key, { heardAt }] of this.#players) if (now - heardAt > GONE_MS) this.#players.delete(key)
  }
}

function nothing(delivery: Delivery): PlayerTotals {
  const delays = Array<number>(DELAY_BUCKETS.length + 1).fill(0)
  return { delivery, frames: 0, stalls: 0, bytes: 0, delays, delaySum: 0 }
}

function added(before: PlayerTotals, report: PlayerReport): PlayerTotals {
  return {
    delivery: before.delivery,
    frames: before.frames + report.frames,
    stalls: before.stalls + report.stalls,
    bytes: before.bytes + (report.bytes ?? 0),
    delays: before.delays.map((count, place) => count + (report.delays[place] ?? 0)),
    delaySum: before.delaySum + report.delaySum,
  }
}
