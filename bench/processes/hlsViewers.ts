import { connect, type Socket } from 'node:net'
import { sharedNow } from '../numbers.ts'
import { serve } from '../remote.ts'

/** One blocked playlist: the newest part in it, when it was asked for and when it was there (shared clock, ms). */
export interface Reload {
  readonly part: number
  readonly askedAt: number
  readonly answeredAt: number
}

// Viewers of LL-HLS: each asks for the next playlist before it is there, and then fetches the part that it names.
let reloads: Reload[] = []
const sockets: Socket[] = []
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
  leave: () => {
    over = true
    for (const socket of sockets.splice(0)) socket.destroy()
  },
}

/** What this process can be asked. */
export type HlsViewers = typeof calls
serve(calls)

async function follow(port: number, folder: string, begun: () => void): Promise<void> {
  const get = client(port)
  await get(`${folder}/index.m3u8`)
  let playlist = (await get(`${folder}/media.m3u8`)).body
  for (;;) {
    const { msn, part } = next(playlist)
    const askedAt = sharedNow()
    const answer = await get(`${folder}/media.m3u8?_HLS_msn=${msn}&_HLS_part=${part}`)
    playlist = answer.body
    const newest = Number(/PRELOAD-HINT:TYPE=PART,URI="part-(\d+)/.exec(playlist)?.[1]) - 1
    reloads.push({ part: newest, askedAt, answeredAt: answer.at })
    begun()
    await get(`${folder}/part-${newest}.m4s`)
  }
}

/** The part that comes after all those in the playlist. */
function next(playlist: string): { msn: number; part: number } {
  const first = Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(playlist)?.[1])
  const segments = playlist.split(/^#EXTINF/m)
  const open = segments.at(-1) ?? ''
  return { msn: first + segments.length - 1, part: open.split('#EXT-X-PART:').length - 1 }
}

interface Answer {
  readonly body: string
  readonly at: number
}

/** One connection: each call asks for a path and gives the body as text, and when it was there. */
function client(port: number): (path: string) => Promise<Answer> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  sockets.push(socket)
  let received = ''
  let asker: { resolve(answer: Answer): void; reject(error: Error): void } | undefined
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text
    const body = /^content-length: *(\d+)[\s\S]*?\r\n\r\n/im.exec(received)
    if (!body || received.length < body.index + body[0].length + Number(body[1])) return
    const at = sharedNow()
    const whole = received
    received = ''
    const { resolve, reject } = asker ?? {}
    // What a viewer does next must not delay the stamps of the others in this process: real ones have machines of their own.
    setImmediate(() => {
      if (whole.startsWith('HTTP/1.1 200')) resolve?.({ body: whole.slice(body.index + body[0].length), at })
      else reject?.(new Error(whole))
    })
  })
  socket.on('error', error => asker?.reject(error))
  socket.once('close', () => asker?.reject(new Error('the server closed')))
  return path =>
    new Promise((resolve, reject) => {
      asker = { resolve, reject }
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n`)
    })
}
