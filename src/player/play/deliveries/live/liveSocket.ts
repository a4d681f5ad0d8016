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
  const socket = new WebSocket(socketAddress(`${path}?${talk.query}`))
  socket.binaryType = 'arraybuffer'
  askTheTime(socket, sample => parts.taker.clock?.(sample))
  socket.onopen = () => talk.opened(performance.now())
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
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      try {
        talk.heard(data, performance.now())
      } catch (error) {
        reject(error)
        over()
      }
    }
  })
}
