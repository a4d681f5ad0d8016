import { expect, test } from 'vitest'
import { type LoginFailure, loginWords, retryAfterSeconds, waitText } from '../../../src/player/door/loginWords.ts'

const CODE = '9f3kx7q2m4h8w6c5vt1znpbyd0'

test.each<[LoginFailure, string, string]>([
  [{ kind: 'wrong' }, CODE, 'This code is not right. Check it, or open the link once more.'],
  [{ kind: 'wrong' }, CODE.slice(1), 'This code is not right: it has 25 letters and digits, a whole one has 26.'],
  [{ kind: 'wrong' }, 'a', 'This code is not right: it has one letter or digit, a whole one has 26.'],
  [{ kind: 'expired' }, CODE, 'This code has expired. Ask for a new one.'],
  [{ kind: 'revoked' }, CODE, 'This code was revoked. Ask for a new one.'],
  [{ kind: 'wait', seconds: 42 }, CODE, 'Too many attempts. Wait a moment.'],
  [{ kind: 'silent' }, CODE, 'tunnelcam does not answer. Try again in a moment.'],
  [{ kind: 'offline' }, CODE, 'This device is offline.'],
  [
    { kind: 'unkept' },
    CODE,
    'The code is right, but this browser kept no cookie. Allow cookies for this address and try again.',
  ],
  [{ kind: 'other', message: 'Not from there.' }, CODE, 'Not from there.'],
])('%j of %j reads: %s', (failure, code, words) => expect(loginWords(failure, code)).toBe(words))

test.each([
  [0, '1 s'],
  [0.2, '1 s'],
  [41.3, '42 s'],
  [60, '1 min'],
  [125, '2 min 5 s'],
  [3600, '1 h'],
  [3785, '1 h 3 min'],
])('%d s to wait read %j', (seconds, text) => expect(waitText(seconds)).toBe(text))

test.each([
  ['120', 120],
  [' 5 ', 5],
  ['Wed, 21 Oct 2026 07:28:00 GMT', 30],
  ['', 30],
  [null, 30],
])('Retry-After: %s means %d s', (header, seconds) => expect(retryAfterSeconds(header)).toBe(seconds))
