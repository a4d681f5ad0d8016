import { takeAhead } from '../../../ahead/ahead.ts'
import { socketAddress } from '../../../server/socketAddress.ts'
import { askTheTime } from './askTheTime.ts'
import { LiveTalk, type TalkParts } from './talk.ts'

/** How often it is looked whether something is to be said, in ms. */
const EACH_MS = 250

/**
 * Takes H.264 from the WebSocket at `path` until the signal aborts. Rejects when it can't be opened or was closed, with the
 * reason where there is one.
 */
export function watchLive(path: string, parts: Omit<TalkParts, 'say'>, signal: AbortSignal): Promise<void> {
  const talk = new LiveTalk(
    {
      ...parts,
      say(message) {
        if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
      },
    },
    performance.now(),
  )
  const address = socketAddress(`${path}?${talk.query}`)
  const ahead = takeAhead(address)
  const socket = ahead?.socket ?? new WebSocket(address)
  socket.binaryType = 'arraybuffer'
  askTheTime(socket, sample => parts.taker.clock?.(sample))
  socket.onopen = () => talk.opened(performance.now(), ahead?.beganAt)
  const timer = setInterval(() => talk.look(performance.now()), EACH_MS)
  return new Promise((resolve, reject) => {
    const over = () => {
      clearInterval(timer)
      socket.onmessage = null
      socket.close()
      resolve()
    }
    if (signal.aborted) return over()
    signal.addEventListener('abort', over, { once: true })
    socket.onclose = ({ reason }) => {
      clearInterval(timer)
      reject(new Error(reason || 'The live connection ended.'))
    }
    const hear = (data: ArrayBuffer | string, at: number) => {
      try {
        talk.heard(data, at)
      } catch (error) {
        reject(error)
        over()
      }
    }
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => hear(data, performance.now())
    if (ahead?.openedAt !== undefined) talk.opened(ahead.openedAt, ahead.beganAt)
    for (const { data, at } of ahead?.heard ?? []) hear(data, at)
  })
}
