import WebSocket from 'ws'
import { byHls } from '../../test/e2e/viewers.ts'
import type { Random } from '../random.ts'

/** What was seen by all viewers so far, by how they watched. */
export type Seen = Map<string, number>

/** Watches one camera in one way until `signal` aborts; what goes wrong with the camera meanwhile is what the soak is about. */
type Watch = (camera: string, saw: () => void, signal: AbortSignal) => Promise<unknown>

const ways: Readonly<Record<string, Watch>> = {
  mjpeg: async (camera, saw, signal) => {
    const response = await fetch(`${camera}/stream.mjpg`, { signal })
    for await (const _ of response.body ?? []) saw()
  },
  hls: (camera, saw, signal) => byHls(camera, '')(saw, signal),
  live: (camera, saw, signal) =>
    new Promise(resolve => {
      const socket = new WebSocket(`${camera.replace('http', 'ws')}/live`)
      const ask = () => socket.send(JSON.stringify({ type: 'credit', count: 1 }))
      signal.addEventListener('abort', () => socket.terminate(), { once: true })
      socket.on('open', ask)
      socket.on('message', (_, binary) => {
        if (!binary) return
        saw()
        ask()
      })
      socket.on('error', () => undefined) // it closes then
      socket.on('close', resolve)
    }),
  stills: async (camera, saw, signal) => {
    for (let sequence = 0; !signal.aborted; ) {
      const answer = await fetch(`${camera}/still.jpg?after=${sequence}&wait=2`, { signal })
      await answer.arrayBuffer()
      if (!answer.ok) return
      sequence = Number(answer.headers.get('X-Tunnelcam-Sequence'))
      saw()
    }
  },
}

/** Has `count` viewers come and go until `signal` aborts; resolves when all are gone. */
export async function comeAndGo(
  cameras: readonly string[],
  count: number,
  random: Random,
  seen: Seen,
  signal: AbortSignal,
): Promise<void> {
  const one = async () => {
    while (!signal.aborted) {
      const camera = random.pick(cameras)
      const way = random.pick(Object.keys(ways))
      const leaving = AbortSignal.any([signal, AbortSignal.timeout(Math.round(random.between(500, 9000)))])
      const saw = () => seen.set(way, (seen.get(way) ?? 0) + 1)
      await ways[way]?.(camera, saw, leaving).catch(() => undefined) // a lost camera refuses, a viewer aborts
      await pause(random.between(50, 500), signal)
    }
  }
  await Promise.all(Array.from({ length: count }, one))
}

/** Resolves after so many ms, or when `signal` aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}
