import { WebSocket } from 'ws'
import { Pace } from '../../src/player/play/deliveries/live/pace.ts'
import { LiveTalk } from '../../src/player/play/deliveries/live/talk.ts'
import { Thrift } from '../../src/player/play/deliveries/live/thrift.ts'
import type { LiveConfig, LiveUnit } from '../../src/player/play/deliveries/live/units.ts'

/** A picture that came: of which of the two it is, when it was captured and when it came, ms since 1970. */
export interface CamePicture {
  readonly quality: LiveConfig['quality']
  readonly key: boolean
  readonly capturedAt: number
  readonly cameAt: number
  readonly bytes: number
}

/** A viewer of the live WebSocket without a page. */
export interface LiveClient {
  readonly pictures: readonly CamePicture[]
  close(): void
}

/** Watches as our player does, with its own credits and choices. Needs no decoder. */
export function watchAsPlayer(server: string, camera: string): LiveClient {
  const pictures: CamePicture[] = []
  let quality: LiveConfig['quality'] = 'full'
  const taker = {
    config(config: LiveConfig) {
      quality = config.quality
    },
    unit(unit: LiveUnit, done: () => void) {
      const { kind, capturedAt, data } = unit
      if (kind === 'video')
        pictures.push({ quality, key: unit.key, capturedAt, cameAt: Date.now(), bytes: data.length })
      done()
    },
  }
  const talk = new LiveTalk(
    {
      ...{ taker, pace: new Pace(), quality: { wanted: 'full', thrift: new Thrift() } },
      say(message) {
        if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
      },
    },
    performance.now(),
  )
  const socket = new WebSocket(`${server.replace('http', 'ws')}/cameras/${camera}/live?${talk.query}`)
  socket.on('open', () => talk.opened(performance.now()))
  socket.on('message', (data: Buffer, binary) => {
    talk.heard(binary ? Uint8Array.from(data).buffer : String(data), performance.now())
  })
  const timer = setInterval(() => talk.look(performance.now()), 250)
  return { pictures, close: () => end(socket, timer) }
}

/** Watches as a program that never waits: it gives credits for all that may come. */
export function watchWithoutCredits(server: string, camera: string): LiveClient {
  const pictures: CamePicture[] = []
  const socket = new WebSocket(`${server.replace('http', 'ws')}/cameras/${camera}/live?video=h264`)
  const credit = () => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'credit', count: 64 }))
  }
  socket.on('open', credit)
  const timer = setInterval(credit, 200)
  socket.on('message', (data: Buffer, binary) => {
    if (!binary) return
    const { type, key, capturedAt } = JSON.parse(data.toString('utf8', 4, 4 + data.readUInt32BE(0)))
    if (type === 'video') pictures.push({ quality: 'full', key, capturedAt, cameAt: Date.now(), bytes: data.length })
  })
  return { pictures, close: () => end(socket, timer) }
}

function end(socket: WebSocket, timer: NodeJS.Timeout): void {
  clearInterval(timer)
  socket.terminate()
}

/** How old the picture was that was there, in ms, looked at each 50 ms from `from` until `to`, ms since 1970. */
export function agesOf(pictures: readonly CamePicture[], from: number, to: number): number[] {
  const ages: number[] = []
  for (let now = from; now < to; now += 50) {
    const newest = pictures.findLast(({ cameAt }) => cameAt <= now)
    if (newest) ages.push(now - newest.capturedAt)
  }
  return ages
}
