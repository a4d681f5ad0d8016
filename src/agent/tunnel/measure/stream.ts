import type { MeasuredWay } from './measure.ts'
import { askProbe, boundOf } from './probe.ts'

const WITHIN_MS = 15_000

export interface StreamMeasured {
  /** Whether pieces of a stream come as they are sent, or are held until it ends. */
  readonly streams: 'live' | 'buffered'
  /** From the request to the first piece, in ms; undefined when none came in time. */
  readonly firstPieceMs: number | undefined
}

/** When a piece was sent by the server's clock and came by ours, both in ms. */
export interface Piece {
  readonly sentAt: number
  readonly cameAt: number
}

/** Whether a stream that is sent over a second comes over a second. Throws AgentError when there is no good answer. */
export async function measureStream(way: MeasuredWay): Promise<StreamMeasured> {
  const startedAt = performance.now()
  const bound = boundOf(way, WITHIN_MS)
  const pieces: Piece[] = []
  const response = await askProbe('stream', bound, way)
  try {
    for await (const piece of piecesOf(response)) pieces.push(piece)
  } catch (error) {
    way.signal.throwIfAborted()
    if (!bound.aborted) throw error // else what opens and never comes is what it is: held back
  }
  const first = pieces[0]
  return { streams: judge(pieces), firstPieceMs: first && Math.round(first.cameAt - startedAt) }
}

/** Live, when the pieces came over at least half of the time that they were sent over: no jitter makes them so late. */
export function judge(pieces: readonly Piece[]): StreamMeasured['streams'] {
  const [first, last] = [pieces[0], pieces.at(-1)]
  if (!first || !last) return 'buffered'
  const sentMs = last.sentAt - first.sentAt
  return sentMs > 0 && last.cameAt - first.cameAt >= sentMs / 2 ? 'live' : 'buffered'
}

async function* piecesOf({ body }: Response): AsyncGenerator<Piece> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of body ?? []) {
    const cameAt = performance.now()
    text += decoder.decode(bytes, { stream: true })
    for (const [all, sentAt] of text.matchAll(/\{"at":(\d+)\}/g)) {
      yield { sentAt: Number(sentAt), cameAt }
      text = text.slice(text.indexOf(all) + all.length)
    }
  }
}
