import { carrier, type Via } from './ladder.ts'

/** Nothing at all has come over a live WebSocket or stream within this, in ms: it is open in name only. */
const SILENT_MS = 3000
/** A delivery has this long to show a moving picture of a live camera, and one that moved may pause this long, in ms. */
const PATIENCE = {
  socket: { first: 5000, later: 3000 },
  parts: { first: 8000, later: 5000 },
  stream: { first: 5000, later: 3000 },
  stills: { first: 8000, later: 5000 },
} as const

/** How long a delivery may show nothing new, in ms; three pictures of a slow camera, whose time is `frameMs`, at least. */
export function patienceMs(
  via: Via,
  { heard, moved, frameMs = 0 }: { heard: boolean; moved: boolean; frameMs?: number },
): number {
  const kind = carrier(via)
  if ((kind === 'socket' || kind === 'stream') && !heard) return SILENT_MS
  const { first, later } = PATIENCE[kind]
  return Math.max(moved ? later : first, 3 * frameMs)
}
