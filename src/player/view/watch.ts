import { pause } from '../deadline.ts'
import type { Looker } from '../many/channel.ts'
import type { Connection } from '../many/connection.ts'
import { standIn } from '../many/standIn.ts'
import { Decoder } from '../play/deliveries/live/decoder.ts'
import { Painter } from '../play/deliveries/live/painter.ts'
import { drawJpeg, drawPicture } from '../screen/drawJpeg.ts'
import { getStill } from '../server/still.ts'
import { playByRequests } from './byRequests.ts'
import type { ViewSight, ViewVia } from './sight.ts'
import { outputOf, type Target } from './target.ts'

/** What is needed to keep an element's picture coming. */
export interface WatchParts {
  readonly target: Target
  readonly connection: Connection
  readonly canvas: HTMLCanvasElement
  readonly sight: ViewSight
  /** This browser decodes H.264. */
  readonly h264: boolean
  /** Of JPEGs, pictures a second. Default: each. */
  readonly fps?: number | undefined
  /** Of H.264, which picture. Default: the full one, and the small one while the line is too slow for it. */
  readonly quality?: 'saver' | undefined
  /** Told when there is something new to be said. */
  changed(): void
}

/** Without a picture over the connection for so long the others are tried, in ms. */
const PATIENCE_MS = 3000
const POSTER_MS = 500
/** A picture that is so much older than the newest is none that was held: the server's clock was set. */
const CLOCK_SET_MS = 20_000

/**
 * Keeps the picture coming until the signal aborts: over the connection that all elements of the page share, by H.264 or
 * JPEGs, and where it brings none by MJPEG or single stills.
 */
export function watchTarget(parts: WatchParts, signal: AbortSignal): void {
  const { target, connection, sight, canvas, fps, quality } = parts
  const { camera, ticket } = target
  const others = standIn(alone => void playByRequests(parts, alone), {
    afterMs: PATIENCE_MS,
    blamed: () => !connection.isOpen || (!sight.ended && (!sight.state || sight.state.kind === 'live')),
    signal,
  })
  const painted = (capturedAt: number, via: ViewVia, sequence?: number) => {
    others.came()
    sight.paint({ capturedAt, sequence, moving: true }, via)
    parts.changed()
  }
  let as: 'jpeg' | 'h264' = parts.h264 ? 'h264' : 'jpeg'
  let stop = () => {}
  const jpegInstead = () => {
    if (as === 'jpeg' || signal.aborted) return
    as = 'jpeg'
    stop()
    stop = begin()
  }
  const common = {
    line(isOpen: boolean) {
      sight.contact = isOpen ? 'answers' : 'silent'
      if (!isOpen) sight.state = undefined
      parts.changed()
    },
    state(state, repeats) {
      sight.contact = 'answers'
      sight.state = state
      sight.repeats = repeats
      sight.ended = undefined
      parts.changed()
      if (repeats) jpegInstead() // the video's times say nothing of the age of a picture that it repeats
    },
    ended(ending) {
      sight.ended = ending
      parts.changed()
    },
  } satisfies Looker
  const begin = () => {
    const over = new AbortController()
    const looker =
      as === 'h264' ? byUnits(canvas, painted, jpegInstead, over.signal) : byPictures(canvas, painted, over.signal)
    const leave = connection.watch(camera, { as, fps, quality, ticket }, { ...common, ...looker })
    return () => {
      leave()
      over.abort()
    }
  }
  stop = begin()
  signal.addEventListener('abort', () => stop(), { once: true })
  void poster(parts, signal)
}

type Painted = (capturedAt: number, via: ViewVia, sequence?: number) => void

function byPictures(canvas: HTMLCanvasElement, painted: Painted, signal: AbortSignal): Pick<Looker, 'picture'> {
  let newest = 0
  return {
    async picture({ jpeg, capturedAt, sequence }, done) {
      const number = ++newest
      try {
        const wanted = () => !signal.aborted && number === newest
        if (await drawJpeg(canvas, jpeg, wanted)) painted(capturedAt, 'jpeg', sequence)
      } catch {
        // A damaged picture is left out; without any other the next way takes over.
      } finally {
        done()
      }
    },
  }
}

function byUnits(
  canvas: HTMLCanvasElement,
  painted: Painted,
  failed: () => void,
  signal: AbortSignal,
): Pick<Looker, 'config' | 'unit'> {
  let way: { readonly decoder: Decoder; readonly painter: Painter } | undefined
  let newest = 0
  signal.addEventListener('abort', () => {
    way?.decoder.close()
    way?.painter.close()
  })
  return {
    config(config, pace) {
      if (!way) {
        const painter = new Painter(
          ({ frame, capturedAt }) => {
            // Who begins anew gets what the server holds, of which the beginning was seen.
            const isNew = capturedAt > newest || newest - capturedAt > CLOCK_SET_MS
            if (isNew) drawPicture(canvas, frame, frame.displayWidth, frame.displayHeight)
            frame.close()
            if (!isNew) return
            newest = capturedAt
            painted(capturedAt, 'h264')
          },
          pace,
          signal,
        )
        way = { painter, decoder: new Decoder(decoded => painter.take(decoded), failed) }
      }
      way.decoder.configure(config)
    },
    unit(unit, done) {
      if (way) way.decoder.decode(unit, done)
      else done()
    },
  }
}

/** Shows the newest still where no picture has come yet. */
async function poster({ target, canvas, sight, changed }: WatchParts, signal: AbortSignal): Promise<void> {
  await pause(POSTER_MS, signal)
  if (signal.aborted || sight.hasPicture) return
  try {
    const still = await getStill(outputOf(target, 'still.jpg'), { waitSeconds: 5 }, signal)
    if (still?.clock) sight.heard(still.clock)
    if (!still) return
    const { capturedAt, sequence } = still
    if (await drawJpeg(canvas, still.jpeg, () => !signal.aborted && !sight.hasPicture))
      sight.paint({ capturedAt, sequence, moving: false }, 'stills')
    changed()
  } catch {
    // Without a poster the element waits for the moving picture, and says so.
  }
}
