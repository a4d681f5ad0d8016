import { expect, test } from 'vitest'
import { Demand } from '../../src/hub/demand.ts'

test('a held want lasts as long as it is held, and the idle seconds after', () => {
  const demand = new Demand({ idleSeconds: 10, keep: false })
  expect([...demand.wanted()]).toEqual([])
  const release = demand.hold('video')
  expect([...demand.wanted(Date.now() + 3_600_000)]).toEqual(['video'])
  release()
  release()
  expect(demand.holders).toBe(0)
  expect([...demand.wanted(Date.now() + 9_000)]).toEqual(['video'])
  expect([...demand.wanted(Date.now() + 11_000)]).toEqual([])
})

test('a touch lasts the idle seconds', () => {
  const demand = new Demand({ idleSeconds: 2, keep: false })
  demand.touch('jpeg')
  expect([...demand.wanted(Date.now() + 1_000)]).toEqual(['jpeg'])
  expect([...demand.wanted(Date.now() + 3_000)]).toEqual([])
})

test('a camera that is kept on wants everything for ever', () => {
  expect([...new Demand({ idleSeconds: 0, keep: true }).wanted(0)]).toEqual(['video', 'jpeg'])
})

test('who waits for a want is told', async () => {
  const demand = new Demand({ idleSeconds: 1, keep: false })
  const told = demand.changed(new AbortController().signal)
  demand.touch('jpeg')
  await told
  await demand.changed(AbortSignal.abort())
})
