import { expect, test } from 'vitest'
import { Intake } from '../../../src/hub/published/intake.ts'
import { sentPicture } from '../../support/sent.ts'

const sent = sentPicture()

test('nobody is there before the first, a connection falls silent, and who has left is told apart', () => {
  const intake = new Intake()
  expect(intake.absence(0)).toBe('nobody')
  const publisher = intake.connect(1000)
  publisher.picture(sent, 2000)
  expect([intake.absence(7000), intake.absence(7001)]).toEqual([undefined, 'silent'])
  publisher.picture(sent, 8000)
  publisher.end(9000)
  expect([intake.absence(11_000), intake.absence(11_001)]).toEqual([undefined, 'left'])
})

test('pictures that come by themselves may take longer, and of a slow camera all may', () => {
  const intake = new Intake()
  intake.single(sent, 0)
  expect([intake.absence(10_000), intake.absence(10_001)]).toEqual([undefined, 'left'])
  const slow = new Intake(0.1)
  slow.connect(0).picture(sent, 0)
  expect([slow.absence(35_000), slow.absence(35_001)]).toEqual([undefined, 'silent'])
})

test('the newest connection publishes, and the one before is told and not heard', () => {
  const intake = new Intake()
  const [first, second] = [intake.connect(0), intake.connect(1)]
  expect([first.replaced.aborted, second.replaced.aborted]).toEqual([true, false])
  expect([first.picture(sent, 2), second.picture(sent, 2)]).toEqual([false, true])
  first.end(3)
  expect(intake.absence(4000)).toBeUndefined()
})

test('a picture by itself is refused beside a connection, and ends one that is silent', () => {
  const intake = new Intake()
  const publisher = intake.connect(0)
  expect([intake.single(sent, 5000), intake.single(sent, 5001)]).toEqual(['busy', 'taken'])
  expect([publisher.replaced.aborted, publisher.picture(sent, 5002)]).toEqual([true, false])
})

test('a burst is taken after a pause, but not more than 120 a second for long', () => {
  const intake = new Intake()
  const taken = (times: number[]) => times.filter(at => intake.single(sent, at) === 'taken').length
  expect(taken(Array.from({ length: 100 }, () => 10_000))).toBe(60)
  expect(intake.single(sent, 10_000)).toBe('too_many')
  expect(taken(Array.from({ length: 1000 }, (_, index) => 10_000 + index))).toBeGreaterThan(100)
  expect(taken(Array.from({ length: 1000 }, (_, index) => 11_000 + index))).toBeLessThan(125)
})

test('who takes gets the newest at once, unless it is old', () => {
  const intake = new Intake()
  const seen: string[] = []
  intake.single(sent, 0)
  intake.subscribe(() => seen.push('at once'), 5000)
  const stop = intake.subscribe(() => seen.push('too old'), 5001)
  intake.single(sent, 6000)
  stop()
  intake.single(sent, 7000)
  expect(seen).toEqual(['at once', 'at once', 'too old', 'at once'])
})

test('who calls himself by a name knows his own connection from that of another', () => {
  const intake = new Intake()
  expect(intake.isTaken('me', 0)).toBe(false)
  intake.connect(0, undefined, 'me')
  expect([intake.isTaken('me', 1), intake.isTaken('you', 1)]).toEqual([false, true])
  intake.connect(2).end(3)
  expect([intake.isTaken('me', 2003), intake.isTaken('me', 2004)]).toEqual([true, false])
})
