import { isText, keepAnswer } from './answers.ts'

type Fetch = (input: string | URL | Request, init?: RequestInit) => Response | Promise<Response>

/** The same function, but that answers which are text are kept. */
export function keepingFetch<F extends Fetch>(fetch: F): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    const { status, headers } = response
    if (!isText(headers.get('Content-Type'))) return response
    const asked = input instanceof Request ? input : undefined
    const request = {
      method: init?.method ?? asked?.method ?? 'GET',
      url: asked?.url ?? String(input),
      headers: new Headers(init?.headers ?? asked?.headers),
      body: typeof init?.body === 'string' ? init.body : undefined,
    }
    const reading = response.clone().text()
    reading.then(text => keepAnswer(request, { status, headers, text })).catch(() => undefined) // it was left
    return response
  }
}
