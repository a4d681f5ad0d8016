import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openAhead, takeAhead } from '../../../src/player/ahead/ahead.ts'

const LIVE = new URL('wss://cam.example/cameras/front/live?video=h264')

/** What a page's WebSocket is, as far as it is opened ahead. */
class SocketOfTests {
  static readonly OPEN = 1
  readyState = 0
  onopen: (() => void) | undefined
  onmessage: ((event: { data: string }) => void) | undefined
  close = () => {
    this.readyState = 3
  }
}
let opened: SocketOfTests[] = []

beforeEach(() => {
  vi.useFakeTimers()
  opened = []
  vi.stubGlobal('window', {})
  vi.stubGlobal(
    'WebSocket',
    class extends SocketOfTests {
      constructor() {
        super()
        opened.push(this)
      }
    },
  )
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('is handed over once, with the time it opened and what it has brought', () => {
  openAhead(LIVE)
  const [socket] = opened
  vi.advanceTimersByTime(80)
  socket?.onopen?.()
  vi.advanceTimersByTime(20)
  socket?.onmessage?.({ data: 'first' })
  const ahead = takeAhead(LIVE)
  expect(ahead?.socket).toBe(socket)
  expect((ahead?.openedAt ?? 0) - (ahead?.beganAt ?? 0)).toBe(80)
  expect(ahead?.heard.map(({ data, at }) => [data, at - ahead.beganAt])).toEqual([['first', 100]])
  expect(takeAhead(LIVE)).toBeUndefined()
})

test('is not for who asks for something else, and ends when nobody takes it', () => {
  openAhead(LIVE)
  expect(takeAhead(new URL('?video=jpeg', LIVE))).toBeUndefined()
  vi.advanceTimersByTime(10_000)
  expect([opened[0]?.readyState, takeAhead(LIVE)]).toEqual([3, undefined])
})

test('one that has been taken is left alone', () => {
  openAhead(LIVE)
  takeAhead(LIVE)
  vi.advanceTimersByTime(10_000)
  expect(opened[0]?.readyState).toBe(0)
})

test('one that was refused is not handed over', () => {
  openAhead(LIVE)
  opened[0]?.close()
  expect(takeAhead(LIVE)).toBeUndefined()
})
