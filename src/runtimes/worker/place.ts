import { Problem } from '../../app/problem.ts'
import { WITHIN } from './branch/words.ts'
import type { Env } from './platform.ts'
import { FULL, MOST_OBJECTS } from './serving.ts'
import { SITE } from './store.ts'

/** Playlists of one object are not those of another: who has begun at a branch goes on there. */
const AT = /^\/at\/([1-9]\d?)(\/cameras\/[^/]+\/hls\/.*)$/
const HLS = /^\/cameras\/[^/]+\/hls\//

/** Has a request answered by the site, or by the first branch that has room where that has none. */
export async function answerWhereRoomIs(request: Request, env: Env): Promise<Response> {
  const url = new URL(request.url)
  if (url.pathname.startsWith(WITHIN)) throw new Problem(404, 'not_found', `There is nothing at ${url.pathname}.`)
  const [, at, path = ''] = AT.exec(url.pathname) ?? []
  if (at !== undefined && Number(at) < MOST_OBJECTS)
    return branch(env, Number(at)).fetch(new Request(new URL(path + url.search, url), request))
  let answer: Response = await env.SITE.get(env.SITE.idFromName(SITE)).fetch(request)
  for (let n = 1; n < MOST_OBJECTS && answer.headers.has(FULL); n++) {
    answer = await branch(env, n).fetch(request)
    if (answer.ok && HLS.test(url.pathname)) return goOn(answer, `/at/${n}${url.pathname}${url.search}`)
  }
  return answer
}

function branch({ BRANCH }: Env, n: number) {
  return BRANCH.get(BRANCH.idFromName(`branch ${n}`))
}

/** Sends a player on, with all that a page of another site needs to follow. */
async function goOn({ headers, body }: Response, path: string): Promise<Response> {
  await body?.cancel()
  const moved = new Headers(headers)
  for (const name of ['Content-Type', 'Content-Length', 'Content-Encoding']) moved.delete(name)
  moved.set('Location', path)
  return new Response(null, { status: 307, headers: moved })
}
