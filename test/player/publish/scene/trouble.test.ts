import { expect, test } from 'vitest'
import { pageTrouble, troubleOf } from '../../../../src/player/publish/scene/trouble.ts'

test.each<[string, boolean, string, string]>([
  ['NotAllowedError', false, 'denied', 'The browser may not use the camera.'],
  ['NotAllowedError', true, 'denied', 'The browser may not use the camera or microphone.'],
  ['NotFoundError', false, 'missing', 'No camera was found.'],
  ['NotFoundError', true, 'missing', 'No camera or no microphone was found.'],
  ['NotReadableError', false, 'busy', 'The camera is in use.'],
  ['TypeError', false, 'other', 'The camera can’t be opened.'],
])('%s, with sound %s, is said as %s', (name, sound, kind, title) => {
  expect(troubleOf({ name, message: 'why' }, sound)).toMatchObject({ kind, title })
})

test('a page that came over http, and a browser without cameras, are told apart', () => {
  expect(pageTrouble({ secure: false, devices: false })?.title).toBe('This page needs https.')
  expect(pageTrouble({ secure: true, devices: false })?.title).toBe('This browser has no camera.')
  expect(pageTrouble({ secure: true, devices: true })).toBeUndefined()
})
