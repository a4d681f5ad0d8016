import { firstPicture } from './decode.ts'
import type { Picture } from './png.ts'
import { until } from './until.ts'

/** The first picture that a camera's media playlist names and that needs none before it. */
export async function firstOfHls(address: string, id: string): Promise<Picture> {
  const main = new URL(`${address}/cameras/${id}/hls/index.m3u8`)
  const media = new URL(/^[^#\s].*$/m.exec(await (await fetch(main)).text())?.[0] ?? '', main)
  let playlist = ''
  const first = () => /#EXT-X-PART:.*INDEPENDENT=YES/.exec(playlist)?.[0] ?? ''
  await until('there is a part', async () => {
    playlist = await (await fetch(media)).text()
    return first() !== ''
  })
  const uris = [/#EXT-X-MAP:(.*)/.exec(playlist)?.[1] ?? '', first()].map(line => /URI="([^"]+)"/.exec(line)?.[1] ?? '')
  const pieces = await Promise.all(uris.map(async uri => (await fetch(new URL(uri, media))).arrayBuffer()))
  return firstPicture(Buffer.concat(pieces.map(piece => new Uint8Array(piece))))
}
