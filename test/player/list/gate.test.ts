import { expect, test } from 'vitest'
import { gate } from '../../../src/player/list/gate.ts'

const never = new AbortController().signal
const settled = (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise<boolean>(resolve => setTimeout(() => resolve(false)))])

test('lets so many in, and the next when one leaves, first come first served', async () => {
  const { enter } = gate(2)
  const leave = await enter(never)
  await enter(never)
  const third = enter(never)
  const fourth = enter(never)
  expect(await settled(third)).toBe(false)
  leave()
  leave()
  expect(await settled(third)).toBe(true)
  expect(await settled(fourth)).toBe(false)
})

test('one who gives up while waiting takes no place', async () => {
  const { enter } = gate(1)
  const leave = await enter(never)
  const giver = new AbortController()
  const waiting = enter(giver.signal)
  giver.abort(new Error('gone'))
  await expect(waiting).rejects.toThrow('gone')
  leave()
  expect(await settled(enter(never))).toBe(true)
})

test('one who has given up before does not enter', async () => {
  await expect(gate(1).enter(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
})
