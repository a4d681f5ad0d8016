import { expect, test } from 'vitest'
import { Demand } from '../../src/hub/demand.ts'

test('a held want lasts as long as it is held, and the idle seconds after', () => {
  const demand = new Demand({ idleSeconds: 10, keep: false })
  expect([...demand.wanted()]).toEqual([])
  const release = demand.hold('video')
  expect([...demand.wanted(performance.now() + 3_600_000)]).toEqual(['video'])
  release()
  release()
  expect(demand.holders).toBe(0)
  expect([...demand.wanted(performance.now() + 9_000)]).toEqual(['video'])
  expect([...demand.wanted(performance.now() + 11_000)]).toEqual([])
})

test('a touch lasts the idle seconds', () => {
  const demand = new Demand({ idleSeconds: 20, keep: false })
  demand.touch('jpeg')
  expect([...demand.wanted(performance.now() + 19_000)]).toEqual(['jpeg'])
  expect([...demand.wanted(performance.now() + 21_000)]).toEqual([])
})

test('without idle seconds, who comes back for the next playlist still finds the camera on', () => {
  const demand = new Demand({ idleSeconds: 0, keep: false })
  demand.touch('video')
  demand.hold('jpeg')()
  expect([...demand.wanted(performance.now() + 5_000)]).toEqual(['video', 'jpeg'])
  expect([...demand.wanted(performance.now() + 7_000)]).toEqual([])
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
