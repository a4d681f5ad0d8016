import type { ClockSample } from '../../../server/serverClock.ts'
import { askTheTime } from './askTheTime.ts'
import { CreditWindow } from './creditWindow.ts'
import type { Pace } from './pace.ts'
import { type LiveConfig, type LiveUnit, readUnit } from './units.ts'

/** Who takes what a live WebSocket brings. */
export interface LiveTaker {
  config(config: LiveConfig): void
  /** Takes a unit; `done` is to be called once a picture was decoded, or is known never to be. */
  unit(unit: LiveUnit, done: () => void): void
  /** Hears what the server's clock says, again and again. */
  clock?(sample: ClockSample): void
}

/**
 * Takes H.264 from the WebSocket at `path` until the signal aborts. Rejects when it can't be opened or was closed, with the
 * reason where there is one. `pace` learns from each picture.
 */
export function watchLive(path: string, taker: LiveTaker, pace: Pace, signal: AbortSignal): Promise<void> {
  const address = new URL(`${path}?video=h264`, location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(address)
  socket.binaryType = 'arraybuffer'
  askTheTime(socket, sample => taker.clock?.(sample))
  const window = new CreditWindow()
  let late = 0
  const give = (count: number) => {
    if (count > 0 && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'credit', count }))
  }
  socket.onopen = () => give(window.opening)
  return new Promise((resolve, reject) => {
    const over = () => {
      socket.onmessage = null
      socket.close()
      resolve()
    }
    if (signal.aborted) return over()
    signal.addEventListener('abort', over, { once: true })
    socket.onclose = ({ reason }) => reject(new Error(reason || 'The live connection ended.'))
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      try {
        if (typeof data === 'string') {
          if (/^{"type":"skipped"/.test(data)) give(window.skipped(performance.now(), late))
          return
        }
        const unit = readUnit(data)
        if (unit?.kind === 'config') return taker.config(unit.config)
        if (!unit) return
        const now = performance.now()
        if (unit.kind === 'video') {
          pace.came(unit.capturedAt, now)
          late = pace.lateMs(unit.capturedAt, now)
        }
        taker.unit(unit, () => give(window.taken(performance.now(), late)))
      } catch (error) {
        reject(error)
        over()
      }
    }
  })
}
