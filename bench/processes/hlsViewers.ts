import { type HttpClient, httpClient } from '../httpClient.ts'
import { sharedNow } from '../numbers.ts'
import { serve } from '../remote.ts'

/** One blocked playlist: the newest part in it, when it was asked for, when it was there, and when the part was (shared clock, ms). */
export interface Reload {
  readonly part: number
  readonly askedAt: number
  readonly answeredAt: number
  readonly gotAt: number
}

// Viewers of LL-HLS: each asks for the next playlist before it is there, and then fetches the part that it names.
let reloads: Reload[] = []
const clients: HttpClient[] = []
let bytes = 0
let over = false

const calls = {
  /** Resolves when every viewer has had its first blocked playlist. */
  watch: async ({ port, folder, count }: { port: number; folder: string; count: number }) => {
    over = false
    await Promise.all(
      Array.from(
        { length: count },
        () =>
          new Promise<void>((resolve, reject) => {
            follow(port, folder, resolve).catch(error => (over ? undefined : reject(error)))
          }),
      ),
    )
  },
  /** The reloads since this was last asked. */
  reloads: () => {
    const taken = reloads
    reloads = []
    return taken
  },
  bytes: () => bytes,
  leave: () => {
    over = true
    for (const client of clients.splice(0)) client.destroy()
  },
}

/** What this process can be asked. */
export type HlsViewers = typeof calls
serve(calls)

async function follow(port: number, folder: string, begun: () => void): Promise<void> {
  const client = httpClient(port, length => {
    bytes += length
  })
  clients.push(client)
  await client.get(`${folder}/index.m3u8`)
  let playlist = (await client.get(`${folder}/media.m3u8`)).text
  for (;;) {
    const { msn, part } = next(playlist)
    const askedAt = sharedNow()
    const answer = await client.get(`${folder}/media.m3u8?_HLS_msn=${msn}&_HLS_part=${part}`)
    playlist = answer.text
    const newest = Number(/PRELOAD-HINT:TYPE=PART,URI="part-(\d+)/.exec(playlist)?.[1]) - 1
    const { at: gotAt } = await client.get(`${folder}/part-${newest}.m4s`)
    reloads.push({ part: newest, askedAt, answeredAt: answer.at, gotAt })
    begun()
  }
}

/** The part that comes after all those in the playlist. */
function next(playlist: string): { msn: number; part: number } {
  const first = Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(playlist)?.[1])
  const segments = playlist.split(/^#EXTINF/m)
  const open = segments.at(-1) ?? ''
  return { msn: first + segments.length - 1, part: open.split('#EXT-X-PART:').length - 1 }
}
