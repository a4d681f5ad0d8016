import { expect, test, vi } from 'vitest'
import { deadline } from '../../src/player/deadline.ts'
import { aborted, anyOf, linked } from '../../src/player/signals.ts'

/** How many listen to this signal from now on, until the signal that they gave along aborts. */
function listening({ signal }: AbortController): () => number {
  const spy = vi.spyOn(signal, 'addEventListener')
  return () => spy.mock.calls.filter(([, , how]) => !(typeof how === 'object' && how.signal?.aborted)).length
}

test('a linked controller aborts with the first of the signals, for its reason', () => {
  const [one, other] = [new AbortController(), new AbortController()]
  const { signal } = linked(one.signal, other.signal)
  expect(signal.aborted).toBe(false)
  other.abort('the second')
  one.abort('the first')
  expect(signal.reason).toBe('the second')
})

test('it is aborted at once where one of them is', () => {
  expect(anyOf(new AbortController().signal, AbortSignal.abort('over')).reason).toBe('over')
})

test('it aborts alone, and lets go of signals that live longer', () => {
  const page = new AbortController()
  const count = listening(page)
  const visit = linked(page.signal)
  expect(count()).toBe(1)
  visit.abort()
  expect([page.signal.aborted, count()]).toEqual([false, 0])
})

test('a deadline lets go of its parent once it has passed', async () => {
  const page = new AbortController()
  const count = listening(page)
  const soon = deadline(1, page.signal)
  await aborted(soon)
  expect([soon.reason.name, count()]).toEqual(['TimeoutError', 0])
})

test('a deadline aborts with its parent, for its reason, also where that was over before', () => {
  const page = new AbortController()
  const one = deadline(60_000, page.signal)
  page.abort('left')
  expect([one.reason, deadline(60_000, page.signal).reason]).toEqual(['left', 'left'])
})
