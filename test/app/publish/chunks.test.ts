import { afterEach, expect, test, vi } from 'vitest'
import { chunksOf } from '../../../src/app/publish/chunks.ts'

afterEach(() => vi.useRealTimers())

/** A request whose body gives what `pull` enqueues. */
function request(pull: (controller: ReadableStreamDefaultController<Uint8Array>) => void | Promise<void>): Request {
  const body = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 })
  return new Request('http://localhost/', { method: 'POST', body, duplex: 'half' } as RequestInit) // Node asks for duplex
}

const never = () => new Promise<void>(() => undefined)

test('a body without an end costs no memory, however much comes', { timeout: 60_000 }, async () => {
  const before = process.memoryUsage().arrayBuffers
  let [count, most] = [0, 0]
  const endless = request(async controller => {
    await new Promise(resolve => setImmediate(resolve))
    controller.enqueue(new Uint8Array(256 * 1024))
  })
  for await (const chunk of chunksOf(endless, new AbortController().signal)) {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    if (chunk.length > 0 && ++count === 2000) break
  }
  expect(most).toBeLessThan(200 << 20) // of 500 MiB
})

test('ends with the body, and with the client', async () => {
  const whole = request(controller => controller.close())
  const gone = request(controller => controller.error(new Error('ECONNRESET')))
  for (const one of [whole, gone]) {
    const { done } = await chunksOf(one, new AbortController().signal).next()
    expect(done).toBe(true)
  }
})

test('throws why it has to end, whether that was before or while it waits', async () => {
  const over = new AbortController()
  const next = chunksOf(request(never), over.signal).next()
  over.abort(new Error('taken over'))
  await expect(next).rejects.toThrow('taken over')
  await expect(chunksOf(request(never), over.signal).next()).rejects.toThrow('taken over')
})

test('gives up who sends nothing for half a minute', async () => {
  vi.useFakeTimers()
  const answer = expect(chunksOf(request(never), new AbortController().signal).next()).rejects.toMatchObject({
    status: 408,
    message: 'Nothing was sent for 30 s.',
  })
  await vi.advanceTimersByTimeAsync(30_000)
  await answer
})
