import type { HlsConfig, Loader, LoaderCallbacks, LoaderConfiguration, LoaderContext, LoaderStats } from 'hls.js'
import { type Fetched, NotFetched } from './fetched.ts'
import type { PartsAhead } from './partsAhead.ts'

const AGAIN_MS = 700

/** What lets hls.js load all it loads through `ahead`. */
export function loadersFrom(ahead: PartsAhead): Pick<HlsConfig, 'loader'> {
  return {
    loader: class extends AheadLoader {
      constructor() {
        super(ahead)
      }
    },
  }
}

class AheadLoader implements Loader<LoaderContext> {
  context: LoaderContext | null = null
  stats: LoaderStats = {
    ...{ aborted: false, loaded: 0, retry: 0, total: 0, chunkCount: 0, bwEstimate: 0 },
    ...{ loading: { start: 0, first: 0, end: 0 }, parsing: { start: 0, end: 0 } },
    buffering: { start: 0, first: 0, end: 0 },
  }
  readonly #ahead: PartsAhead
  #callbacks: LoaderCallbacks<LoaderContext> | undefined

  constructor(ahead: PartsAhead) {
    this.#ahead = ahead
  }

  load(context: LoaderContext, _: LoaderConfiguration, callbacks: LoaderCallbacks<LoaderContext>): void {
    this.context = context
    this.#callbacks = callbacks
    this.stats.loading.start = performance.now()
    void this.#load(context)
  }

  abort(): void {
    const callbacks = this.#callbacks
    this.#callbacks = undefined
    this.stats.aborted = true
    if (callbacks && this.context) callbacks.onAbort?.(this.stats, this.context, null)
  }

  destroy(): void {
    this.#callbacks = undefined
    this.context = null
  }

  async #load(context: LoaderContext): Promise<void> {
    while (this.#callbacks) {
      try {
        const got = await this.#get(context)
        this.#note(got)
        const answer = { url: got.url, data: got.body, code: 200 }
        return this.#callbacks?.onSuccess(answer, this.stats, context, null)
      } catch (error) {
        const code = error instanceof NotFetched ? error.status : 0
        // While the camera is away its playlists are refused. Asking on finds it when it is back; giving up is the watchdog's to say.
        if (context.responseType === 'arraybuffer')
          return this.#callbacks?.onError({ code, text: String(error) }, context, null, this.stats)
        await new Promise(resolve => setTimeout(resolve, AGAIN_MS))
      }
    }
  }

  #get({ url: given, type, responseType }: LoaderContext): Promise<Fetched<string | ArrayBuffer>> {
    const url = new URL(given, location.href).href
    if (responseType === 'arraybuffer') return this.#ahead.bytes(url)
    return type === 'manifest' ? this.#ahead.text(url) : this.#ahead.playlist(url)
  }

  /** What was fetched ahead took as long as its bytes did; the waiting before them says nothing of the link. */
  #note({ bytes, firstAt, endAt }: Fetched<unknown>): void {
    const { stats } = this
    const now = performance.now()
    stats.loaded = bytes
    stats.total = bytes
    stats.loading.end = now
    stats.loading.first = now - (endAt - firstAt)
    stats.loading.start = Math.min(stats.loading.start, stats.loading.first)
  }
}
