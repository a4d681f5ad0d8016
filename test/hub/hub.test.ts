import { expect, test } from 'vitest'
import { cameraFromSource } from '../../src/config/camera.ts'
import { Hub } from '../../src/hub/hub.ts'

function hubOf(...ids: string[]): Hub {
  const hub = new Hub()
  for (const id of ids) hub.add(cameraFromSource('test:', { id }))
  return hub
}

test('cameras are kept in the order they are told to be in', () => {
  const hub = hubOf('a', 'b', 'c')
  hub.arrange(['c', 'x', 'a'])
  expect([...hub.cameras.keys()]).toEqual(['c', 'a', 'b'])
})

test('an id is given once', () => {
  expect(() => hubOf('a', 'a')).toThrow('There is a camera "a" already.')
})

test('who waits on a camera is told when it leaves', () => {
  const hub = hubOf('a')
  const told: string[] = []
  hub.cameras.get('a')?.onRemoved(() => told.push('first'))
  hub.cameras.get('a')?.onRemoved(() => told.push('second'))()
  hub.remove('a')
  hub.remove('a')
  expect([told, hub.cameras.size]).toEqual([['first'], 0])
})
