import { part } from '../dom.ts'
import type { Publishable } from '../server/publishApi.ts'
import { HEIGHTS, RATES, type Wish } from './scene/wish.ts'

/** The form below the picture. */
export interface Settings {
  /** Offers these cameras to send to; the one that is chosen stays chosen. */
  offer(cameras: readonly Publishable[]): void
  /** The id of the camera that is chosen; '' before there is one. */
  readonly camera: string
  /** While it is sent, the camera stays. */
  lock(locked: boolean): void
}

/** Connects the form. `wanted` is the camera to choose at first; `change` makes a new wish come true. */
export function connectSettings(
  page: Document,
  {
    wish,
    wanted,
    change,
    chosen,
  }: { wish: Wish; wanted: string | null; change(part: Partial<Wish>): void; chosen(): void },
): Settings {
  const [camera, height, rate] = ['camera', 'height', 'rate'].map(name => part(page, name, HTMLSelectElement))
  if (!camera || !height || !rate) throw new TypeError('three selects make three')
  fill(
    height,
    HEIGHTS.map(lines => [String(lines), `${lines}p`]),
    String(wish.height),
  )
  fill(
    rate,
    RATES.map(count => [String(count), String(count)]),
    String(wish.rate),
  )
  height.addEventListener('change', () => change({ height: among(HEIGHTS, height.value) }))
  rate.addEventListener('change', () => change({ rate: among(RATES, rate.value) }))
  camera.addEventListener('change', chosen)

  return {
    offer(cameras) {
      const selected = camera.value || wanted || ''
      fill(
        camera,
        cameras.map(({ id, name, busy }) => [id, busy ? `${name} (in use)` : name]),
        selected,
      )
      part(page, 'camera-field', HTMLElement).hidden = cameras.length < 2
    },
    get camera() {
      return camera.value
    },
    lock(locked) {
      camera.disabled = locked
    },
  }
}

function fill(select: HTMLSelectElement, rows: readonly (readonly [string, string])[], selected: string): void {
  select.replaceChildren(
    ...rows.map(([value, text]) => new Option(text, value, value === selected, value === selected)),
  )
}

function among<T extends number>(known: readonly T[], text: string): T {
  const found = known.find(one => String(one) === text)
  if (found === undefined) throw new TypeError(`${text} was not offered`)
  return found
}
