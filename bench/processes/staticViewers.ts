import { setTimeout as sleep } from 'node:timers/promises'
import { type HttpClient, httpClient } from '../httpClient.ts'
import { serve } from '../remote.ts'

// Viewers of plain HLS: each asks for the playlist as RFC 8216 §6.3.4 has it, and fetches the newest segment when it is another.
let ages: number[] = []
const clients: HttpClient[] = []
let bytes = 0
let over = false

const calls = {
  /** Resolves when every viewer has had its first segment. They come spread over a second, as people do. */
  watch: async ({ port, path, count }: { port: number; path: string; count: number }) => {
    over = false
    await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        await sleep((1000 * index) / count)
        await new Promise<void>((resolve, reject) => {
          follow(port, path, resolve).catch(error => (over ? undefined : reject(error)))
        })
      }),
    )
  },
  /** How old the newest picture was when it had come, in ms, for each segment of each viewer since this was last asked. */
  ages: () => {
    const taken = ages
    ages = []
    return taken
  },
  bytes: () => bytes,
  leave: () => {
    over = true
    for (const client of clients.splice(0)) client.destroy()
  },
}

/** What this process can be asked. */
export type StaticViewers = typeof calls
serve(calls)

async function follow(port: number, path: string, begun: () => void): Promise<void> {
  const client = httpClient(port, length => {
    bytes += length
  })
  clients.push(client)
  let had = ''
  while (!over) {
    const askedAt = performance.now()
    const { text } = await client.get(path)
    const target = 1000 * Number(/#EXT-X-TARGETDURATION:(\d+)/.exec(text)?.[1])
    const { name, until } = newest(text)
    const isNew = name !== had
    if (isNew) {
      await client.get(`/${name}`)
      ages.push(Date.now() - until)
      had = name
      begun()
    }
    await sleep(Math.max(0, askedAt + (isNew ? target : target / 2) - performance.now()))
  }
}

/** The last segment of a playlist, and when its last picture was taken, ms since 1970. */
function newest(text: string): { name: string; until: number } {
  const last = [...text.matchAll(/#EXTINF:([\d.]+),.*\n(?:#EXT-X-PROGRAM-DATE-TIME:(\S+)\n)?([^#\n]+)/g)].at(-1)
  const [, seconds, date = '', name = ''] = last ?? []
  return { name, until: Date.parse(date) + 1000 * Number(seconds) }
}
