import { expect, test } from 'vitest'
import { parseCamera } from '../../../src/player/server/cameraJson.ts'

const camera = {
  id: 'front',
  name: 'Front',
  source: '/dev/video0',
  state: { kind: 'lost', since: 5, reason: 'Unplugged.' },
  picture: null,
  video: { codecs: 'avc1.42c01f', width: 1280, height: 720, frameRate: 30, audio: true },
  warnings: ['Keyframes are far apart.'],
  viewers: 2,
  paths: {},
}

test('reads what the pages use', () => {
  expect(parseCamera(camera)).toEqual({
    id: 'front',
    name: 'Front',
    source: '/dev/video0',
    state: { kind: 'lost', since: 5, reason: 'Unplugged.' },
    video: { width: 1280, height: 720, frameRate: 30, audio: true },
    warnings: ['Keyframes are far apart.'],
    viewers: 2,
  })
})

test.each([
  [null, { capturedAt: 7 }, 7],
  [{ sequence: 1, capturedAt: 9 }, { capturedAt: 7 }, 9],
  [{ sequence: 1, capturedAt: 5 }, { capturedAt: null }, 5],
])('the newest of the picture %j and the video %j is of %i', (picture, video, newestAt) => {
  const of = { ...camera, picture, video: { ...camera.video, ...video } }
  expect(parseCamera(of)).toMatchObject({ newestAt })
})

test('reads for the owner how it is watched', () => {
  const players = [
    { delivery: 'webcodecs', medianMs: 80, p95Ms: 120, stalls: 0 },
    { delivery: 'native', stalls: 2 },
  ]
  expect(parseCamera({ ...camera, players }).players).toEqual([
    { delivery: 'webcodecs', medianMs: 80, stalls: 0 },
    { delivery: 'native', stalls: 2 },
  ])
})

test('reads a camera that has given nothing yet', () => {
  expect(parseCamera({ ...camera, video: null, state: { kind: 'idle', since: 1 } })).toMatchObject({
    state: { kind: 'idle', since: 1 },
  })
})

test.each([
  ['no object', 'camera', 'camera: expected an object, got "camera"'],
  [
    'a state it does not know',
    { ...camera, state: { kind: 'asleep', since: 1 } },
    'state.kind: expected one of idle, starting, live, lost, got "asleep"',
  ],
  [
    'a time that is no number',
    { ...camera, state: { kind: 'live', since: 'now' } },
    'state.since: expected a number, got "now"',
  ],
  ['a missing name', { ...camera, name: undefined }, 'name: expected text, got undefined'],
])('refuses %s in words', (_, json, message) => expect(() => parseCamera(json)).toThrow(new TypeError(message)))

test.each([
  [{ sequence: 1, capturedAt: 5, repeats: true }, 5],
  [{ sequence: 1, capturedAt: 5, repeats: false }, undefined],
  [null, undefined],
])('a picture %j is repeated since %s', (picture, expected) => {
  const state = { kind: 'live', since: 1 }
  expect(parseCamera({ id: 'a', name: 'A', source: 's', state, picture, warnings: [] }).repeatedSince).toBe(expected)
})

test.each([
  [
    { width: 640, height: 360, frameRate: 15, running: true, trouble: null },
    { width: 640, height: 360, frameRate: 15 },
  ],
  [{ width: 640, height: 360, frameRate: 15, running: false, trouble: 'It fails.' }, undefined],
  [null, undefined],
  [undefined, undefined],
])('the small picture %j is offered as %j', (small, expected) => {
  expect(parseCamera({ ...camera, small }).small).toEqual(expected)
})
