import { expect, test } from 'vitest'
import { readPong } from '../../../../../src/player/play/deliveries/live/pong.ts'

test.each([
  ['{"type":"pong","at":7,"now":1767225600000}', { at: 7, now: 1_767_225_600_000 }],
  ['{"type":"pong","at":7,"now":1767225600000,"viewers":2}', { at: 7, now: 1_767_225_600_000 }],
  ['{"type":"pong","at":7}', undefined],
  ['{"type":"state","state":{"kind":"live"}}', undefined],
  [new ArrayBuffer(8), undefined],
])('of %s a pong is %j', (message, pong) => expect(readPong(message)).toEqual(pong))
