import { part } from '../dom.ts'
import type { CameraPaths } from '../server/cameraPaths.ts'
import { fullScreen } from './fullscreen.ts'
import type { Glass } from './glass.ts'
import { smallWindow } from './popOut/smallWindow.ts'
import { saveStill } from './saveStill.ts'
import { onShortcuts } from './shortcuts.ts'

/** What the rest of the page tells the buttons, and asks them. */
export interface Controls {
  /** Sound exists, or not, in what is playing. */
  offerSound(exists: boolean): void
  /** There is a small picture beside the full one, or not; and whether it is asked for. */
  offerSaver(exists: boolean, wanted: boolean): void
  /** There is a picture that can go into a small window, or not. */
  offerPopOut(exists: boolean): void
  /** A new picture was painted. */
  painted(): void
  /** The picture stands still, in these words, and is not to be seen anywhere without them; or it is live. */
  judged(words: string | undefined): void
  /** Closes the small window. */
  close(): void
  /** The person listens, or watches in a small window, though the page is hidden. */
  stillUsed(): boolean
}

/** The buttons below the picture and their keys: sound (m), saver (d), save (s), small window (p), full screen (f). */
export function connectControls(
  page: Document,
  to: {
    player: HTMLElement
    glass: Glass
    paths: CameraPaths
    name(): string
    serverNow(): number
    say(message: string): void
    toggleSaver(): void
  },
): Controls {
  const { glass, player, say } = to
  const { video } = glass
  const [sound, saver, save, pip, full] = ['sound', 'saver', 'save', 'pip', 'full'].map(name =>
    part(page, name, HTMLButtonElement),
  )
  if (!sound || !saver || !save || !pip || !full) throw new TypeError('The page lacks a button.')
  const press = (button: HTMLElement) => (on: boolean) => button.setAttribute('aria-pressed', String(on))
  const screen = fullScreen(player, glass, press(full))
  const window = smallWindow(glass, { changed: press(pip), say })
  video.addEventListener('volumechange', () => press(sound)(!video.muted))

  connect(sound, () => {
    video.muted = !video.muted
  })
  connect(saver, () => to.toggleSaver())
  connect(save, async () => say(`Saved ${await saveStill(to.paths, to.name(), to.serverNow())}`))
  connect(pip, () => window.toggle())
  connect(full, () => screen.toggle())
  onShortcuts({
    m: () => sound.click(),
    d: () => saver.click(),
    s: () => save.click(),
    p: () => pip.click(),
    f: () => full.click(),
  })
  hideWhenQuiet(player)

  function connect(button: HTMLButtonElement, action: () => unknown): void {
    button.addEventListener('click', async () => {
      if (button.hidden) return
      try {
        await action()
      } catch (error) {
        say(error instanceof Error ? error.message : String(error))
      }
    })
  }

  return {
    offerSound: exists => (sound.hidden = !exists),
    offerSaver(exists, wanted) {
      saver.hidden = !exists
      press(saver)(wanted)
    },
    offerPopOut: exists => (pip.hidden = !(window.supported && (exists || window.open))),
    painted: () => window.painted(),
    judged(words) {
      if (words !== undefined) screen.leaveUncovered()
      window.judged(words)
    },
    close: () => window.close(),
    stillUsed: () => window.open || (!video.muted && !video.paused && !sound.hidden),
  }
}

// In full screen the buttons fade after three seconds without pointer or key.
function hideWhenQuiet(player: HTMLElement): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const stir = () => {
    clearTimeout(timer)
    player.removeAttribute('data-quiet')
    timer = setTimeout(() => player.setAttribute('data-quiet', ''), 3000)
  }
  for (const event of ['pointermove', 'pointerdown', 'focusin']) player.addEventListener(event, stir)
  document.addEventListener('keydown', stir)
}
