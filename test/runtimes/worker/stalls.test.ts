import { expect, test } from 'vitest'
import { Stalls } from '../../../src/runtimes/worker/stalls.ts'

/** An answer without an end, and what became of it. */
function endless() {
  const told = { asked: 0, cancelled: false }
  const body = new ReadableStream<Uint8Array>(
    {
      pull: controller => controller.enqueue(Uint8Array.of(++told.asked)),
      cancel: () => {
        told.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { told, answer: new Response(body, { headers: { 'Content-Type': 'video/mp4' } }) }
}

const later = (ms: number) => performance.now() + ms

test('who takes nothing for 20 s is let go', async () => {
  const { told, answer } = endless()
  const stalls = new Stalls()
  const watched = stalls.watch(answer)
  const reader = watched.body?.getReader()
  expect([(await reader?.read())?.value, watched.headers.get('Content-Type')]).toEqual([Uint8Array.of(1), 'video/mp4'])
  stalls.look(later(19_000))
  expect(told.cancelled).toBe(false)
  stalls.look(later(21_000))
  expect(told).toEqual({ asked: 1, cancelled: true })
  await expect(reader?.read()).rejects.toThrow('Nothing was taken')
})

test('who waits for the next picture is not, however long that takes', async () => {
  const source = new TransformStream<Uint8Array, Uint8Array>()
  const writer = source.writable.getWriter()
  const stalls = new Stalls()
  const reader = stalls
    .watch(new Response(source.readable, { headers: { 'Content-Type': 'multipart/x-mixed-replace' } }))
    .body?.getReader()
  const next = reader?.read()
  stalls.look(later(1e9))
  await writer.write(Uint8Array.of(7))
  expect((await next)?.value).toEqual(Uint8Array.of(7))
})

test('who leaves ends what he was given, and an end is an end', async () => {
  const { told, answer } = endless()
  await new Stalls().watch(answer).body?.cancel()
  expect(told.cancelled).toBe(true)
  expect(await new Stalls().watch(new Response('whole')).text()).toBe('whole')
})
