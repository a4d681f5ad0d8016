import type { Page } from 'playwright-core'
import WebSocket from 'ws'
import { pictureOf } from '../support/picture.ts'
import { difference } from '../support/png.ts'

/** Somebody who watches until it is over. */
export interface Viewer {
  /** How often something new has come so far. */
  seen(): number
  /** The longest that nothing new came, in ms, up to now or its end. */
  longestGapMs(): number
  /** When and how it ended, by performance.now(); undefined while it goes on. */
  over(): { readonly at: number; readonly how: string } | undefined
}

/** How to watch: calls `saw` for each thing that comes, and resolves with how it ended. */
type Watch = (saw: () => void, signal: AbortSignal) => Promise<string>

/** Begins to watch; stops at the latest when `signal` aborts. */
export function watching(watch: Watch, signal: AbortSignal): Viewer {
  let seen = 0
  let gap = 0
  let last: number | undefined
  let over: ReturnType<Viewer['over']>
  const noteGap = () => {
    if (last !== undefined && !over) gap = Math.max(gap, performance.now() - last)
  }
  const saw = () => {
    noteGap()
    seen++
    last = performance.now()
  }
  const end = (how: string) => {
    noteGap()
    over = { at: performance.now(), how }
  }
  watch(saw, signal).then(end, error => end(String(error)))
  const longestGapMs = () => {
    noteGap()
    return gap
  }
  return { seen: () => seen, longestGapMs, over: () => over }
}

/** MJPEG by a program that shows a code. */
export function byMjpeg(camera: string, code: string): Watch {
  return byBody(`${camera}/stream.mjpg`, code)
}

/** `live.mp4` by a program that shows a code. */
export function byMp4(camera: string, code: string): Watch {
  return byBody(`${camera}/live.mp4`, code)
}

function byBody(address: string, code: string): Watch {
  return async (saw, signal) => {
    const response = await fetch(address, { headers: { Authorization: `Bearer ${code}` }, signal })
    for await (const _ of response.body ?? []) saw()
    return `answered ${response.status}, which ended`
  }
}

/** HLS as a player follows it that carries no cookies: `query` is a ticket's, as 't=…'. Each next part is waited for. */
export function byHls(camera: string, query: string): Watch {
  return async (saw, signal) => {
    const get = async (uri: string) => {
      let response = await fetch(new URL(uri, `${camera}/hls/`), { signal })
      while (response.status === 503) response = await fetch(response.url, { signal }) // as players do
      if (response.ok) return response
      const { error } = (await response.json()) as { error: { code: string } } // as answers are compared in test/app
      throw new Error(`${response.status} ${error.code}`)
    }
    const multivariant = await (await get(`index.m3u8?${query}`)).text()
    const media = lastMatch(multivariant, /^media\.m3u8.*$/gm)
    for (;;) {
      const playlist = await (await get(media)).text()
      await (await get(lastMatch(playlist, /#EXT-X-PRELOAD-HINT:TYPE=PART,URI="([^"]+)"/g))).arrayBuffer()
      saw()
    }
  }
}

/** The live WebSocket, by a program that shows a code and asks for each picture when it has the one before. */
export function byLive(camera: string, code: string): Watch {
  return (saw, signal) =>
    new Promise(resolve => {
      const socket = new WebSocket(`${camera.replace('http', 'ws')}/live`, {
        headers: { Authorization: `Bearer ${code}` },
      })
      const ask = () => socket.send(JSON.stringify({ type: 'credit', count: 1 }))
      signal.addEventListener('abort', () => socket.terminate())
      socket.on('open', ask)
      socket.on('message', (_, binary) => {
        if (!binary) return
        saw()
        ask()
      })
      socket.on('error', () => undefined) // it closes then
      socket.on('close', (code, reason) => resolve(`${code} ${reason}`))
    })
}

/** What a page says in its root element when it may not go on. */
export function byPage(page: Page): Watch {
  return async () => {
    const root = page.locator('html[data-ended]')
    await root.waitFor({ state: 'attached', timeout: 60_000 })
    return (await root.getAttribute('data-ended')) ?? ''
  }
}

/** An `<img>` in somebody's page, by what can be seen: it is over when it has stood still for two seconds. */
export function byImage(page: Page): Watch {
  return async (saw, signal) => {
    for (let shown = await pictureOf(page, 'img'), at = performance.now(); performance.now() - at < STILL_MS; ) {
      const next = await pictureOf(page, 'img')
      if (signal.aborted || difference(shown, next) < 0.005) continue
      ;[shown, at] = [next, performance.now()]
      saw()
    }
    return 'stands still'
  }
}

const STILL_MS = 2000

function lastMatch(text: string, pattern: RegExp): string {
  const found = [...text.matchAll(pattern)].at(-1)
  if (!found) throw new Error(`expected ${pattern} in:\n${text}`)
  return found[1] ?? found[0]
}
