import type { ClockSample } from '../../../server/serverClock.ts'
import { readPong } from './pong.ts'

/** After each answer the next question waits so long, in ms: often at first, as each answer may narrow what is known. */
const PAUSES = [100, 200, 400, 1000, 2000]
const USUAL_PAUSE = 5000

/**
 * Asks over a live WebSocket what time it is at the server, as long as it is open. There is one question at a time: on a
 * line that stands the answer only comes late, and then says little, but nothing wrong.
 */
export function askTheTime(socket: WebSocket, heard: (sample: ClockSample) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let answers = 0
  let asked: number | undefined
  const ask = () => {
    asked = Date.now()
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'ping', at: asked }))
  }
  if (socket.readyState === WebSocket.OPEN) ask()
  socket.addEventListener('open', ask)
  socket.addEventListener('close', () => clearTimeout(timer))
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const receivedAt = Date.now()
    const pong = readPong(data)
    if (!pong || pong.at !== asked) return
    asked = undefined
    heard({ sentAt: pong.at, receivedAt, serverNow: pong.now })
    timer = setTimeout(ask, PAUSES[answers++] ?? USUAL_PAUSE)
  })
}
