import type { Answer, Capture } from './capture.ts'
import { allSegments } from './history.ts'
import { parseMultivariant } from './multivariant.ts'
import { type Playlist, parsePlaylist } from './playlist.ts'

/**
 * Follows a live stream from its multivariant playlist for so many seconds, as a low-latency client does: blocking
 * reloads, every second of them a delta update, and each new init, part and segment fetched. Throws at an answer that
 * is not 200, is redirected, or is not of the right type.
 */
export async function capture(multivariantUrl: string, seconds: number): Promise<Capture> {
  const signal = AbortSignal.timeout((seconds + 20) * 1000)
  const multivariant = await playlist(multivariantUrl, signal)
  const { variants, media } = parseMultivariant(multivariant.text)
  const uris = [...variants.map(({ uri }) => uri), ...media.flatMap(one => one.get('URI') ?? [])]
  const bytes = new Map<string, Uint8Array>()
  const followed = uris.map(uri => follow(new URL(uri, multivariantUrl).href, seconds, bytes, signal))
  const playlists = (await Promise.all(followed)).flat().sort((a, b) => a.at - b.at)
  // Asked again at the end: its bit rates are of what has been sent by now.
  return { multivariant: await playlist(multivariantUrl, signal), playlists, bytes }
}

async function follow(url: string, seconds: number, bytes: Map<string, Uint8Array>, signal: AbortSignal) {
  const answers: Answer[] = []
  const end = Date.now() + seconds * 1000
  for (let next = url; Date.now() < end; ) {
    const answer = await playlist(next, signal)
    answers.push(answer)
    const read = parsePlaylist(answer.text)
    const wanted = mediaOf(read).map(uri => new URL(uri, url).href)
    await Promise.all(
      wanted
        .filter(one => !bytes.has(one))
        .map(async one => {
          const response = await get(one, signal)
          bytes.set(one, new Uint8Array(await response.arrayBuffer()))
        }),
    )
    next = blockingReload(url, read, answers.length % 2 === 0)
  }
  return answers
}

// RFC 8216bis §6.2.5.2: the next part of the open segment, else the first of the next segment.
function blockingReload(url: string, playlist: Playlist, skip: boolean): string {
  const last = allSegments(playlist).at(-1)
  const reload = new URL(url)
  if (last === undefined) throw new Error(`${url} lists nothing`)
  const [msn, part] = last.uri === undefined ? [last.msn, last.parts.length] : [last.msn + 1, 0]
  reload.searchParams.set('_HLS_msn', String(msn))
  reload.searchParams.set('_HLS_part', String(part))
  if (skip && playlist.serverControl?.has('CAN-SKIP-UNTIL')) reload.searchParams.set('_HLS_skip', 'YES')
  return reload.href
}

function mediaOf(playlist: Playlist): string[] {
  return allSegments(playlist).flatMap(({ map, parts, uri }) => [
    ...(map ? [map] : []),
    ...parts.map(part => part.uri),
    ...(uri === undefined ? [] : [uri]),
  ])
}

async function playlist(url: string, signal: AbortSignal): Promise<Answer> {
  const response = await get(url, signal)
  const type = response.headers.get('content-type') ?? ''
  if (!/^(application\/vnd\.apple\.mpegurl|audio\/mpegurl)\b/i.test(type))
    throw new Error(`${url} is of type "${type}"`)
  const text = await response.text()
  return { url, at: Date.now(), text }
}

async function get(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal, redirect: 'error' })
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return response
}
