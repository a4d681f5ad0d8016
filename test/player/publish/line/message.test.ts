import { expect, test } from 'vitest'
import { readMessage } from '../../../../src/player/publish/line/message.ts'

test.each([
  [{ type: 'state', state: { kind: 'live', since: 1 } }],
  [{ type: 'credit', count: 2 }],
  [{ type: 'taken', bytes: 100 }],
  [{ type: 'pong', at: 1, now: 2, viewers: 3 }],
  [{ type: 'end', code: 'taken_over', message: 'Another publisher has taken over this camera.' }],
  [{ type: 'refused', code: 'bad_picture', message: 'A message was no whole JPEG.' }],
])('%o is read', message => expect(readMessage(JSON.stringify(message))).toEqual(message))

test('a kind that is not known is nothing', () => expect(readMessage('{"type":"news"}')).toBeUndefined())

test.each([
  ['[]', 'message: expected an object, got []'],
  ['{"type":"taken"}', 'bytes: expected a number, got undefined'],
  ['{"type":"end","code":1}', 'code: expected text, got 1'],
])('%s is refused', (text, message) => expect(() => readMessage(text)).toThrow(message))
