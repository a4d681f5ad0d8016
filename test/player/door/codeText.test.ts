import { expect, test } from 'vitest'
import { CODE_LENGTH, codeIn, codeInHash } from '../../../src/player/door/codeText.ts'

const CODE = '9f3kx7q2m4h8w6c5vt1znpbyd0'

test('a code has as many letters and digits as the example', () => expect(CODE).toHaveLength(CODE_LENGTH))

test.each([
  ['the code', CODE],
  ['in capitals', CODE.toUpperCase()],
  ['with blanks around it', `  ${CODE}\n`],
  ['in groups', '9f3k x7q2 m4h8 w6c5 vt1z npby d0'],
  ['with dashes', '9F3K-X7Q2-M4H8-W6C5-VT1Z-NPBY-D0'],
  ['with a full stop', `${CODE}.`],
  ['with letters that look like digits', '9f3kx7q2m4h8w6c5vtlznpbydO'],
  ['a whole link', `https://words.trycloudflare.com/#k=${CODE}`],
  ['a link to one camera', `http://192.168.1.5:8080/cameras/front?via=mjpeg#k=${CODE}`],
  ['a link in a sentence', `Look here: https://words.trycloudflare.com/#k=${CODE} Bye`],
  ['a link with more after it', `https://words.trycloudflare.com/#x=1&k=${CODE}&y=2`],
  ['a link as some chats write it', `https://words.trycloudflare.com/#k=${CODE.slice(0, 13)}%20${CODE.slice(13)}`],
])('the code is found in %s', (_, typed) => expect(codeIn(typed)).toBe(CODE))

test.each([
  ['nothing', '', ''],
  ['only signs', ' -- ', ''],
  ['a link that lost its code', 'https://a.b/#k=', ''],
  ['a broken escape', '%zz9', 'zz9'],
])('of %s this is left', (_, typed, code) => expect(codeIn(typed)).toBe(code))

test.each([
  [`#k=${CODE}`, CODE],
  [`#a=b&k=${CODE.toUpperCase()}`, CODE],
  ['#k=', undefined],
  ['#links', undefined],
  ['', undefined],
])('a page at %j has the code %j', (hash, code) => expect(codeInHash(hash)).toBe(code))
