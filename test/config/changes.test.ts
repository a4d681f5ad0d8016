import { expect, test } from 'vitest'
import { cameraFromSource } from '../../src/config/camera.ts'
import { changes } from '../../src/config/changes.ts'
import type { CameraConfig, Config } from '../../src/config.ts'

const of = (...cameras: CameraConfig[]): Config => ({ listen: { host: '127.0.0.1', port: 8080 }, open: false, cameras })
const camera = (id: string, overrides = {}) => cameraFromSource('test:', { id, ...overrides })

test.each([
  [
    'nothing for the same again',
    of(camera('a', { size: '640x480' })),
    of(camera('a', { size: '640x480' })),
    [],
    [],
    [],
  ],
  ['nothing for another order', of(camera('a'), camera('b')), of(camera('b'), camera('a')), [], [], []],
  [
    'nothing for other addresses',
    of(camera('a')),
    { ...of(camera('a')), open: true, listen: { host: '::', port: 1 } },
    [],
    [],
    [],
  ],
  ['a new camera', of(camera('a')), of(camera('a'), camera('b')), ['b'], [], []],
  ['a camera less', of(camera('a'), camera('b')), of(camera('b')), [], ['a'], []],
  ['another id as one removed, one added', of(camera('a')), of(camera('b')), ['b'], ['a'], []],
  ['another rate', of(camera('a'), camera('b')), of(camera('a', { rate: 5 }), camera('b')), [], [], ['a']],
  ['a size where none was', of(camera('a')), of(camera('a', { size: '640x480' })), [], [], ['a']],
  ['another height', of(camera('a', { size: '640x480' })), of(camera('a', { size: '640x360' })), [], [], ['a']],
  ['all three', of(camera('a'), camera('b')), of(camera('b', { keep: true }), camera('c')), ['c'], ['a'], ['b']],
])('changes() finds %s', (_, before, after, added, removed, changed) => {
  const found = changes(before, after)
  expect([found.added, found.removed, found.changed].map(list => list.map(({ id }) => id))).toEqual([
    added,
    removed,
    changed,
  ])
})

test('a changed camera is given as it is to be', () => {
  expect(changes(of(camera('a')), of(camera('a', { idle: 3 }))).changed).toEqual([camera('a', { idle: 3 })])
})
