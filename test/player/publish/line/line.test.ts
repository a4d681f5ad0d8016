import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Line } from '../../../../src/player/publish/line/line.ts'

/** As much of a browser's WebSocket as a line looks at; what the other side does is done by the test. */
class Socket extends EventTarget implements WebSocket {
  static readonly OPEN = 1
  readonly CONNECTING = 0
  readonly OPEN = 1
  readonly CLOSING = 2
  readonly CLOSED = 3
  readonly url = ''
  readonly protocol = ''
  readonly extensions = ''
  readonly bufferedAmount = 0
  binaryType: BinaryType = 'blob'
  readyState: 0 | 1 | 2 | 3 = 0
  onopen: WebSocket['onopen'] = null
  onmessage: WebSocket['onmessage'] = null
  onclose: WebSocket['onclose'] = null
  onerror: WebSocket['onerror'] = null
  readonly sent: unknown[] = []
  send(data: unknown): void {
    this.sent.push(data)
  }
  close(): void {
    this.readyState = 3
  }
  opens(): void {
    this.readyState = 1
    this.onopen?.(new Event('open'))
  }
  says(message: object): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(message) }))
  }
}

beforeEach(() => {
  vi.stubGlobal('WebSocket', Socket)
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test.each([
  ['opened after nine seconds is used', 9000, 1000, false],
  ['not opened after ten seconds is given up', 10_000, 0, true],
  ['on which nothing is said for eight seconds is given up', 9000, 11_000, true],
])('a line %s', (_, opensAfter, waits, over) => {
  const socket = new Socket()
  const line = new Line(socket)
  vi.advanceTimersByTime(opensAfter)
  socket.opens()
  vi.advanceTimersByTime(waits)
  expect(line.over.aborted).toBe(over)
})

test('who waits for a credit goes on with one, and when the line is over', async () => {
  const socket = new Socket()
  const line = new Line(socket)
  socket.opens()
  const first = line.credit()
  socket.says({ type: 'credit', count: 1 })
  await first
  line.picture(new Uint8Array(1))
  const second = line.credit()
  line.close()
  await second
})

test('however often a credit is waited for, the line does not grow by it', async () => {
  const socket = new Socket()
  const line = new Line(socket)
  socket.opens()
  const listens = vi.spyOn(line.over, 'addEventListener')
  for (let pictures = 0; pictures < 100; pictures++) {
    const credit = line.credit()
    socket.says({ type: 'credit', count: 1 })
    await credit
    line.picture(new Uint8Array(1))
  }
  expect(listens).not.toHaveBeenCalled()
})
