import { expect, test } from 'vitest'
import { outputOf, type TargetAttributes, targetOf } from '../../../src/player/view/target.ts'

const PAGE = 'https://home.example/rooms/'
const none: TargetAttributes = { src: null, server: null, camera: null, ticket: null }

test.each<[string, Partial<TargetAttributes>, object]>([
  [
    'a whole address',
    { src: 'https://cam.example.com/cameras/front?t=abc.1' },
    { server: 'https://cam.example.com', camera: 'front', ticket: 'abc.1' },
  ],
  [
    'one of an output of it',
    { src: 'http://10.0.0.2:8080/cameras/front/stream.mjpg?t=x' },
    { server: 'http://10.0.0.2:8080', camera: 'front', ticket: 'x' },
  ],
  ['a path', { src: '/cameras/a%20b' }, { server: 'https://home.example', camera: 'a b' }],
  [
    'a path of another server',
    { src: '/cameras/front', server: 'https://cam.example.com' },
    { server: 'https://cam.example.com', camera: 'front' },
  ],
  [
    'pieces',
    { server: 'https://cam.example.com', camera: 'a b', ticket: 'x' },
    { server: 'https://cam.example.com', camera: 'a b', ticket: 'x' },
  ],
  ['a camera of the same site', { camera: 'front' }, { server: 'https://home.example', camera: 'front' }],
])('targetOf(): %s', (_, attributes, target) => expect(targetOf({ ...none, ...attributes }, PAGE)).toEqual(target))

test.each<[string, Partial<TargetAttributes>, string]>([
  ['nothing', {}, 'src: expected the address of a camera, as https://host/cameras/front?t=…'],
  ['what is no address', { src: 'https://' }, 'src: expected the address of a camera, got "https://".'],
  [
    'another page',
    { src: 'https://cam.example.com/' },
    'src: expected the address of a camera, as https://host/cameras/front, got "https://cam.example.com/".',
  ],
  [
    'a script',
    { src: 'javascript:/cameras/x' },
    'src: expected the address of a camera, as https://host/cameras/front, got "javascript:/cameras/x".',
  ],
])('targetOf(): %s is told in a sentence', (_, attributes, sentence) =>
  expect(targetOf({ ...none, ...attributes }, PAGE)).toBe(sentence),
)

test('outputOf() names an output, with what opens it', () => {
  const target = { server: 'https://cam.example.com', camera: 'a b', ticket: 'x' }
  expect(outputOf(target, 'stream.mjpg', { fps: '5' })).toBe(
    'https://cam.example.com/cameras/a%20b/stream.mjpg?t=x&fps=5',
  )
  expect(outputOf({ ...target, ticket: undefined } as never, 'still.jpg')).toBe(
    'https://cam.example.com/cameras/a%20b/still.jpg',
  )
})
