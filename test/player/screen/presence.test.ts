import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { whilePresent } from '../../../src/player/screen/presence.ts'

/** A page that can be hidden and seen again. */
class Page extends EventTarget {
  hidden = false

  turn(hidden: boolean): void {
    this.hidden = hidden
    this.dispatchEvent(new Event('visibilitychange'))
  }
}

let page: Page
let visits: AbortSignal[]
const visit = (signal: AbortSignal) => void visits.push(signal)

beforeEach(() => {
  vi.useFakeTimers()
  page = new Page()
  visits = []
  const window = new EventTarget()
  vi.stubGlobal('document', page)
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a page that is hidden for ten seconds receives nothing, until it is seen again', () => {
  whilePresent(visit, () => false)
  page.turn(true)
  vi.advanceTimersByTime(9_000)
  expect(visits.map(({ aborted }) => aborted)).toEqual([false])
  vi.advanceTimersByTime(1_000)
  expect(visits.map(({ aborted }) => aborted)).toEqual([true])
  page.turn(false)
  expect(visits.map(({ aborted }) => aborted)).toEqual([true, false])
})

test('who looks away for a moment loses nothing', () => {
  whilePresent(visit, () => false)
  page.turn(true)
  vi.advanceTimersByTime(9_000)
  page.turn(false)
  vi.advanceTimersByTime(60_000)
  expect(visits.map(({ aborted }) => aborted)).toEqual([false])
})

test('goes on while somebody listens, or watches in a small window', () => {
  let listens = true
  whilePresent(visit, () => listens)
  page.turn(true)
  vi.advanceTimersByTime(60_000)
  expect(visits.map(({ aborted }) => aborted)).toEqual([false])
  listens = false
  vi.advanceTimersByTime(10_000)
  expect(visits.map(({ aborted }) => aborted)).toEqual([true])
})
