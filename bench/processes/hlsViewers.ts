import { type Answer, type HttpClient, httpClient } from '../httpClient.ts'
import { sharedNow } from '../numbers.ts'
import { serve } from '../remote.ts'

/** One blocked playlist: the newest part in it, when it was asked for, when it was there, and when the part was (shared clock, ms). */
export interface Reload {
  readonly part: number
  readonly askedAt: number
  readonly answeredAt: number
  readonly gotAt: number
}

// Viewers of LL-HLS: each asks for the next playlist before it is there, and then fetches the part that it names; in a folder
// `short` as our own page does, by the number of that part.
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
  await client.get(folder.endsWith('/short') ? `${folder}.m3u8` : `${folder}/index.m3u8`)
  let playlist = (await client.get(`${folder}/media.m3u8`)).text
  for (;;) {
    const { msn, part } = next(playlist)
    const wanted = folder.endsWith('/short') ? `part=${newestPart(playlist) + 1}` : `_HLS_msn=${msn}&_HLS_part=${part}`
    const askedAt = sharedNow()
    const answer = await held(client.get(`${folder}/media.m3u8?${wanted}`))
    const newest = answer && newestPart(answer.text)
    const got = answer && (await held(client.get(`${folder}/part-${newest}.m4s`)))
    // A viewer who came too late for what he knows of looks at what there is.
    playlist = got ? answer.text : (await client.get(`${folder}/media.m3u8`)).text
    if (got && newest) reloads.push({ part: newest, askedAt, answeredAt: answer.at, gotAt: got.at })
    begun()
  }
}

/** An answer, or undefined for what is not there any more. */
async function held(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Error && /^HTTP\/1.1 40[04]/.test(error.message)) return undefined
    throw error
  }
}

function newestPart(playlist: string): number {
  return Number(/PRELOAD-HINT:TYPE=PART,URI="part-(\d+)/.exec(playlist)?.[1]) - 1
}

/** The part that comes after all those in the playlist. */
function next(playlist: string): { msn: number; part: number } {
  const first = Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(playlist)?.[1])
  const segments = playlist.split(/^#EXTINF/m)
  const open = segments.at(-1) ?? ''
  return { msn: first + segments.length - 1, part: open.split('#EXT-X-PART:').length - 1 }
}
