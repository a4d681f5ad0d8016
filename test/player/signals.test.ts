import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { deadline } from '../../src/player/deadline.ts'
import { aborted, anyOf, linked } from '../../src/player/signals.ts'

const waiting = ({ signal }: AbortController) => getEventListeners(signal, 'abort').length

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
  const visit = linked(page.signal)
  expect(waiting(page)).toBe(1)
  visit.abort()
  expect([page.signal.aborted, waiting(page)]).toEqual([false, 0])
})

test('a deadline lets go of its parent once it has passed', async () => {
  const page = new AbortController()
  const soon = deadline(1, page.signal)
  await aborted(soon)
  expect([soon.reason.name, waiting(page)]).toEqual(['TimeoutError', 0])
})

test('a deadline aborts with its parent, for its reason, also where that was over before', () => {
  const page = new AbortController()
  const one = deadline(60_000, page.signal)
  page.abort('left')
  expect([one.reason, deadline(60_000, page.signal).reason]).toEqual(['left', 'left'])
})
