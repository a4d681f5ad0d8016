import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { playByRequests } from '../../../src/player/view/byRequests.ts'
import { ViewSight } from '../../../src/player/view/sight.ts'

const PART = '--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 1\r\nX-Tunnelcam-Captured-At: 1000\r\n\r\nx\r\n'

/** A server whose MJPEG sends one picture and then nothing, and whose stills never come; what was asked of it. */
function silentAfterOne(asked: string[]) {
  return async (address: string, { signal }: { signal: AbortSignal }) => {
    asked.push(new URL(address).pathname)
    const body = new ReadableStream({
      start(controller) {
        signal.addEventListener('abort', () => controller.error(signal.reason))
        if (address.includes('stream.mjpg')) controller.enqueue(new TextEncoder().encode(PART))
      },
    })
    return new Response(body, { headers: { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' } })
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('navigator', { onLine: true })
  vi.stubGlobal('createImageBitmap', async () => ({ width: 2, height: 2, close: () => undefined }))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('MJPEG that brings pictures shows that the server answers, and once it stands still no longer does', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', silentAfterOne(asked))
  const sight = new ViewSight(() => 0)
  sight.contact = 'silent' // the WebSocket was lost
  const canvas = Object.assign(Object.create(null), { width: 2, height: 2, getContext: () => null })
  const over = new AbortController()
  const target = { server: 'http://cam.example', camera: 'front' }
  const playing = playByRequests({ target, canvas, sight, changed: () => undefined }, over.signal)
  await vi.advanceTimersByTimeAsync(100)
  expect([sight.contact, sight.via]).toEqual(['answers', 'mjpeg'])
  await vi.advanceTimersByTimeAsync(5000)
  expect([sight.contact, asked]).toEqual(['silent', ['/cameras/front/stream.mjpg', '/cameras/front/still.jpg']])
  over.abort()
  await playing
})
