import { whileOnScreen } from '../list/onScreen.ts'
import type { Connection } from '../many/connection.ts'
import { nameFromId } from '../server/cameraPaths.ts'
import { type Face, openFace } from './face.ts'
import { ViewSight, type ViewVia } from './sight.ts'
import { type Target, targetOf } from './target.ts'
import { watchTarget } from './watch.ts'
import { type ViewWords, viewWords } from './words.ts'

/** What a `tunnelcam-state` event tells. */
export interface ViewState {
  readonly state: ViewWords['state']
  /** How the picture comes; undefined before the first. */
  readonly via: ViewVia | undefined
  /** Why there is no live picture, a sentence; '' while there is. */
  readonly reason: string
}

const ATTRIBUTES = ['src', 'server', 'camera', 'ticket', 'fps', 'as', 'quality', 'alt'] as const
const EACH_MS = 250
/** A page that is hidden for so long asks for nothing more. */
const HIDDEN_MS = 5000

/**
 * The class of `<tunnelcam-view>`: one camera in any page. `connectionTo` gives the connection to a server, one for all
 * elements of the page; `decodes` says whether this browser decodes H.264.
 */
export function viewElement(
  connectionTo: (server: string) => Connection,
  decodes: () => Promise<boolean>,
): CustomElementConstructor {
  return class TunnelcamView extends HTMLElement {
    static readonly observedAttributes = ATTRIBUTES
    readonly #face: Face = openFace(this.attachShadow({ mode: 'open' }))
    #visit: AbortController | undefined
    #told = ''

    connectedCallback(): void {
      this.#begin()
    }

    disconnectedCallback(): void {
      this.#visit?.abort()
    }

    attributeChangedCallback(): void {
      if (this.isConnected) this.#begin()
    }

    #begin(): void {
      this.#visit?.abort()
      const visit = new AbortController()
      this.#visit = visit
      // Several attributes are often set one after the other.
      queueMicrotask(() => visit.signal.aborted || this.#watch(visit.signal))
    }

    #watch(signal: AbortSignal): void {
      const attribute = (name: (typeof ATTRIBUTES)[number]) => this.getAttribute(name)
      const [src, server] = [attribute('src'), attribute('server')]
      const target = targetOf(
        { src, server, camera: attribute('camera'), ticket: attribute('ticket') },
        document.baseURI,
      )
      if (typeof target === 'string') {
        this.#say({ state: 'lost', marked: true, age: '', reason: target }, undefined)
        return
      }
      this.#face.name(attribute('alt') ?? nameFromId(target.camera))
      const connection = connectionTo(target.server)
      const sight = new ViewSight(() => connection.offset)
      whileOnScreen(
        this,
        seen => whileVisible(there => void this.#show(target, connection, sight, there), seen),
        signal,
      )
    }

    async #show(target: Target, connection: Connection, sight: ViewSight, signal: AbortSignal): Promise<void> {
      const judge = () => this.#say(viewWords(sight.verdict(), sight.repeats), sight.via)
      judge()
      const timer = setInterval(judge, EACH_MS)
      signal.addEventListener('abort', () => clearInterval(timer), { once: true })
      const h264 = this.getAttribute('as') !== 'jpeg' && (await decodes())
      if (signal.aborted) return
      const { canvas } = this.#face
      const quality = this.getAttribute('quality') === 'saver' ? 'saver' : undefined
      watchTarget({ target, connection, canvas, sight, h264, fps: this.#fps, quality, changed: judge }, signal)
    }

    get #fps(): number | undefined {
      const fps = Number(this.getAttribute('fps') ?? Number.NaN)
      return fps > 0 && fps <= 120 ? fps : undefined
    }

    #say(words: ViewWords, via: ViewVia | undefined): void {
      this.#face.show(words)
      const { state, reason } = words
      const told = [state, via, reason].join('\n')
      if (told === this.#told) return
      this.#told = told
      this.setAttribute('state', state)
      const detail: ViewState = { state, via, reason }
      this.dispatchEvent(new CustomEvent('tunnelcam-state', { detail, bubbles: true, composed: true }))
    }
  }
}

/** Runs `visit` while the page is visible, and a little longer; until the signal aborts. */
function whileVisible(visit: (signal: AbortSignal) => void, signal: AbortSignal): void {
  let current: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const leave = () => {
    current?.abort()
    current = undefined
  }
  const look = () => {
    clearTimeout(timer)
    if (document.hidden) timer = setTimeout(leave, HIDDEN_MS)
    else if (!current) {
      current = new AbortController()
      visit(current.signal)
    }
  }
  document.addEventListener('visibilitychange', look, { signal })
  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(timer)
      leave()
    },
    { once: true },
  )
  look()
}
