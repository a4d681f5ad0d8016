import { part } from '../dom.ts'
import type { Scene } from './scene/scene.ts'
import { hasTorch, switchTorch } from './scene/torch.ts'
import { troubleOf } from './scene/trouble.ts'
import { cameraDevices, turned } from './scene/turn.ts'
import { canStayAwake } from './scene/wakeLock.ts'
import type { Wish } from './scene/wish.ts'

/** The buttons beside Start. */
export interface Controls {
  /** Whether the screen is to stay on. */
  readonly awake: boolean
  /** Shows what the camera that is open can do. */
  show(): void
}

/** What the buttons work with: `change` makes a new wish come true. */
export interface ControlsOptions {
  readonly scene: Scene
  change(wish: Wish): void
  awakeChanged(): void
  say(message: string): void
}

/** Connects the buttons beside Start. */
export function connectControls(page: Document, { scene, change, awakeChanged, say }: ControlsOptions): Controls {
  const button = (name: string) => part(page, name, HTMLButtonElement)
  const [torch, flip, microphone, awake] = [button('torch'), button('flip'), button('microphone'), button('awake')]
  let devices: readonly string[] = []
  let shown: MediaStreamTrack | undefined

  awake.hidden = !canStayAwake
  part(page, 'note-awake', HTMLElement).hidden = canStayAwake
  awake.addEventListener('click', () => {
    press(awake, !isPressed(awake))
    awakeChanged()
  })
  flip.addEventListener('click', () => {
    const settings = scene.shot?.video.getSettings()
    if (settings) change(turned(scene.wish, settings, devices))
  })
  torch.addEventListener('click', async () => {
    const track = scene.shot?.video
    const wanted = !isPressed(torch)
    if (track && (await switchTorch(track, wanted))) press(torch, wanted)
    else say('The light can’t be switched.')
  })
  microphone.addEventListener('click', async () => {
    const wanted = !isPressed(microphone)
    const refusal = wanted ? await microphoneRefusal() : undefined
    if (refusal) return say(refusal)
    press(microphone, wanted)
    change({ ...scene.wish, microphone: wanted })
  })

  return {
    get awake() {
      return canStayAwake && isPressed(awake)
    },
    show() {
      const track = scene.shot?.video
      if (track === shown) return
      shown = track
      press(torch, false)
      torch.hidden = !track || !hasTorch(track)
      const { facingMode } = track?.getSettings() ?? {}
      part(page, 'stage', HTMLElement).toggleAttribute('data-mirrored', facingMode === 'user')
      void cameraDevices().then(found => {
        devices = found
        flip.hidden = scene.shot === undefined || found.length < 2
      })
    },
  }
}

/** Asked by itself, so that a refusal leaves the picture as it is. */
async function microphoneRefusal(): Promise<string | undefined> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
    for (const track of stream.getTracks()) track.stop()
    return undefined
  } catch (error) {
    const { name } = error instanceof Error ? error : { name: '' }
    const { kind } = troubleOf({ name, message: '' }, true)
    return REFUSALS[kind] ?? 'The microphone can’t be opened.'
  }
}

const REFUSALS: Readonly<Record<string, string>> = {
  denied: 'The browser may not use the microphone. Allow it in its settings for this address.',
  missing: 'No microphone was found.',
  busy: 'The microphone is in use by another app.',
}

function isPressed(button: HTMLButtonElement): boolean {
  return button.ariaPressed === 'true'
}

function press(button: HTMLButtonElement, pressed: boolean): void {
  button.ariaPressed = String(pressed)
}
