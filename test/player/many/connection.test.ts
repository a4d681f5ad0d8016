import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Connection } from '../../../src/player/many/connection.ts'

/** A socket of a server that is away: all that were opened, to be closed by the test. */
class AwaySocket extends EventTarget {
  static readonly OPEN = 1
  static readonly opened: AwaySocket[] = []
  readonly readyState = 0
  onclose: (() => void) | null = null
  constructor() {
    super()
    AwaySocket.opened.push(this)
  }
  close(): void {}
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', AwaySocket)
  vi.stubGlobal('addEventListener', () => undefined)
  AwaySocket.opened.length = 0
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const looker = { line: () => undefined, state: () => undefined, ended: () => undefined }

test('who leaves while the connection is lost, and comes back, gets it tried again', () => {
  const connection = new Connection('http://127.0.0.1')
  const leave = connection.watch('front', {}, looker)
  AwaySocket.opened[0]?.onclose?.()
  leave()
  connection.watch('front', {}, looker)
  vi.advanceTimersByTime(4000)
  expect(AwaySocket.opened.length).toBe(2)
})

test('who leaves a lost connection for good leaves nobody who tries it', () => {
  const connection = new Connection('http://127.0.0.1')
  const leave = connection.watch('front', {}, looker)
  AwaySocket.opened[0]?.onclose?.()
  leave()
  vi.advanceTimersByTime(60_000)
  expect([AwaySocket.opened.length, vi.getTimerCount()]).toEqual([1, 0])
})
