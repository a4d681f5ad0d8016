import type { SentJpeg } from '../../media/jpeg/sent.ts'
import type { PublishedVideo } from './publishedVideo.ts'

/** A connection that has sent nothing for so long is silent; one that was closed may come back so soon. In ms. */
const SILENT_MS = 5_000
const LEFT_MS = 2_000
/** Who sends each picture by itself may take longer. */
const SINGLE_MS = 10_000
/** Of a camera that is slow by its configuration, so many pictures have to be missing. */
const MISSING_PICTURES = 3.5

/** Pictures a second that are taken, and so many at once after a pause of the network. */
const MOST_RATE = 120
const MOST_AT_ONCE = 60

/** Why there is nothing to show: nobody has published yet, he has left, or he is there and sends nothing. */
export type Absence = 'nobody' | 'left' | 'silent'

/** One connection that publishes. */
export interface Publisher {
  /** Aborts when another connection has taken its place: nothing is taken from this one any more. */
  readonly replaced: AbortSignal
  /** Takes a picture that came at `now` (a time of performance.now()); false when too many come. */
  picture(sent: SentJpeg, now: number): boolean
  /** More of the video came at `now`. */
  heard(now: number): void
  /** To be called when the connection is over; may be called again. */
  end(now: number): void
}

/**
 * What is published to one camera: the app puts it in, whether anybody wants it or not, and the agent takes it out while
 * somebody does. One publishes at a time, the newest: who comes back must not be locked out by his own dead connection.
 * Nothing waits here but the newest picture. All times are of performance.now().
 */
export class Intake {
  readonly #slowMs: number
  readonly #takers = new Set<(sent: SentJpeg) => void>()
  #connection: AbortController | undefined
  #video: PublishedVideo | undefined
  #by: string | undefined
  #newest: { readonly sent: SentJpeg; readonly at: number } | undefined
  #heardAt = Number.NEGATIVE_INFINITY
  #patienceMs = 0
  #allowed = MOST_AT_ONCE
  #allowedAt = 0

  /** `rate` is the camera's frames per second where it is configured: a slow one may be silent for longer. */
  constructor(rate?: number) {
    this.#slowMs = rate === undefined ? 0 : (1000 * MISSING_PICTURES) / rate
  }

  /** A connection begins, with pictures or a video, of who calls himself `by`; the one before it is over. */
  connect(now: number, video?: PublishedVideo, by?: string): Publisher {
    this.#connection?.abort()
    const connection = new AbortController()
    this.#connection = connection
    this.#video = video
    this.#by = by
    this.#heard(now, SILENT_MS)
    return {
      replaced: connection.signal,
      picture: (sent, at) => this.#connection === connection && this.#take(sent, at, SILENT_MS),
      heard: at => {
        if (this.#connection === connection) this.#heard(at, SILENT_MS)
      },
      end: at => {
        if (this.#connection !== connection) return
        this.#connection = undefined
        this.#heard(at, LEFT_MS)
      },
    }
  }

  /** Takes a picture that came by itself, if no connection that is alive publishes, and not too many come. */
  single(sent: SentJpeg, now: number): 'taken' | 'busy' | 'too_many' {
    if (this.#connection && this.absence(now) === undefined) return 'busy'
    this.#connection?.abort()
    this.#connection = undefined
    this.#video = undefined
    this.#by = undefined
    return this.#take(sent, now, SINGLE_MS) ? 'taken' : 'too_many'
  }

  /** Why there is nothing to show at `now`; undefined when there is. */
  absence(now: number): Absence | undefined {
    if (this.#heardAt === Number.NEGATIVE_INFINITY) return 'nobody'
    if (now - this.#heardAt <= this.#patienceMs) return undefined
    return this.#connection ? 'silent' : 'left'
  }

  /** Whether somebody publishes at `now` who is not the one that calls himself `by`. */
  isTaken(by: string | undefined, now: number): boolean {
    return this.#by !== by && this.absence(now) === undefined
  }

  /** Calls `take` with each picture from now on, and with the newest at once if it is one of who publishes now. */
  subscribe(take: (sent: SentJpeg) => void, now: number): () => void {
    this.#takers.add(take)
    if (this.#newest && now - this.#newest.at <= Math.max(SILENT_MS, this.#slowMs)) take(this.#newest.sent)
    return () => this.#takers.delete(take)
  }

  /** The video that is published, or was last; undefined where pictures are. */
  get video(): PublishedVideo | undefined {
    return this.#video
  }

  /** The newest picture, however old. */
  get newest(): SentJpeg | undefined {
    return this.#newest?.sent
  }

  #take(sent: SentJpeg, now: number, patienceMs: number): boolean {
    this.#heard(now, patienceMs)
    this.#allowed = Math.min(MOST_AT_ONCE, this.#allowed + ((now - this.#allowedAt) / 1000) * MOST_RATE)
    this.#allowedAt = now
    if (this.#allowed < 1) return false
    this.#allowed--
    this.#newest = { sent, at: now }
    for (const take of this.#takers) take(sent)
    return true
  }

  #heard(now: number, patienceMs: number): void {
    this.#heardAt = now
    this.#patienceMs = Math.max(patienceMs, this.#slowMs)
  }
}
