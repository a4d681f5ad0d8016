import { expect, test } from 'vitest'
import { endedWords, notForYouWords } from '../../../src/player/door/accessWords.ts'
import type { Me } from '../../../src/player/server/accessJson.ts'

test.each([
  [
    'revoked',
    { kind: 'revoked', title: 'This link was revoked.', detail: 'Ask for a new link, or enter another code.' },
  ],
  [
    'expired',
    { kind: 'expired', title: 'This link has expired.', detail: 'Ask for a new link, or enter another code.' },
  ],
  [
    'access_needed',
    { kind: 'ended', title: 'Your access has ended.', detail: 'Open your link again, or enter a code.' },
  ],
])('401 %s ends the page', (code, words) => expect(endedWords({ status: 401, code })).toEqual(words))

test.each([403, 404, 429, 500])('%d does not', status => {
  expect(endedWords({ status, code: 'revoked' })).toBeUndefined()
})

const me: Me = { role: 'viewer', name: 'Grandma', cameras: 'all', open: false }

test.each<[string, Me, string]>([
  ['by a link', me, 'You are signed in with the link “Grandma”, which does not show this.'],
  [
    'where all may watch',
    { ...me, open: true },
    'Everyone who comes here may watch, but this page is for the owner. Enter the owner’s code.',
  ],
])('who came %s to a page for others is told so', (_, who, words) => expect(notForYouWords(who)).toBe(words))
