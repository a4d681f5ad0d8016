import { expect, onTestFinished, test } from 'vitest'
import { standIn } from '../../../src/player/many/standIn.ts'
import { until } from '../../support/until.ts'

const AFTER_MS = 60

/** What stands in, and how often it began. */
function given(blamed = () => true) {
  const over = new AbortController()
  onTestFinished(() => over.abort())
  const runs: AbortSignal[] = []
  const pictures = standIn(signal => runs.push(signal), { afterMs: AFTER_MS, blamed, signal: over.signal })
  return { over, runs, pictures, running: () => runs.some(({ aborted }) => !aborted) }
}

test('nothing came for long: the other way begins, once, and ends with the first picture', async () => {
  const { pictures, runs, running } = given()
  await until('it begins', running)
  await new Promise(resolve => setTimeout(resolve, 2 * AFTER_MS))
  expect(runs.length).toBe(1)
  pictures.came()
  expect(running()).toBe(false)
  await until('it begins anew, as no more came', running)
  expect(runs.length).toBe(2)
})

test('nothing begins while somebody else is to blame, or after it is over', async () => {
  let blamed = false
  const { over, runs, running } = given(() => blamed)
  await new Promise(resolve => setTimeout(resolve, 3 * AFTER_MS))
  expect(runs.length).toBe(0)
  blamed = true
  await until('it begins', running)
  over.abort()
  expect(running()).toBe(false)
})
