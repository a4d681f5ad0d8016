import type { PlayedQuality } from '../../playedQuality.ts'
import { OPENING_BYTES } from './line.ts'

/** What the address of a live WebSocket that brings H.264 asks for at its opening. */
export function liveQuery(quality: PlayedQuality): string {
  return `video=h264&quality=${quality}&most=${OPENING_BYTES}`
}
