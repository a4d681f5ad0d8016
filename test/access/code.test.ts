import { expect, test } from 'vitest'
import { codeOf, hashCode, newCode, readCode, sameText } from '../../src/access/code.ts'

const CODE = '9f3kx7q2m4h8w6c5vt1znpbyd0'

test.each([
  ['as it is written', CODE],
  ['in capitals', CODE.toUpperCase()],
  ['with blanks around it', `  ${CODE}\r\n`],
  ['in groups', '9f3k x7q2 m4h8 w6c5 vt1z npby d0'],
  ['with dashes', '9F3K-X7Q2-M4H8-W6C5-VT1Z-NPBY-D0'],
  ['with blanks that do not break', CODE.replace(/(.{5})/g, '$1\u00a0')],
  ['with a blank that has no width', `\u200b${CODE}\ufeff`],
  ['with a full stop', `${CODE}.`],
  ['in quotation marks', `“${CODE}”`],
  ['with l for 1 and O for 0', '9f3kx7q2m4h8w6c5vtlznpbydO'],
  ['with I for 1 and o for 0', '9f3kx7q2m4h8w6c5vtIznpbydo'],
  ['as a whole link', `https://words-like-this.trycloudflare.com/#k=${CODE}`],
  ['as a link to one camera', `http://192.168.1.5:8080/cameras/front?via=mjpeg#k=${CODE}`],
  ['as a link in a sentence', `Look here: https://cam.example/#k=${CODE} Bye`],
  ['as a link at the end of a sentence', `Look at https://cam.example/#k=${CODE}.`],
  ['as a link in angle brackets', `<https://cam.example/#k=${CODE}>`],
  ['as a link with more after it', `https://cam.example/#k=${CODE}&y=2`],
])('a code is read %s', (_, typed) => expect(readCode(typed)).toBe(CODE))

test.each([
  ['nothing', ''],
  ['only signs', ' -- '],
  ['a letter too few', CODE.slice(1)],
  ['a letter too many', `${CODE}0`],
  ['two codes', `${CODE}${CODE}`],
  ['a u, which no code has', `u${CODE.slice(1)}`],
  ['a letter of another script', `а${CODE.slice(1)}`],
  ['a link without a code', 'https://cam.example/#k='],
  ['a link with a code that was cut off', `https://cam.example/#k=${CODE.slice(0, 20)}`],
  ['a link with its code in the query, where logs have it', `https://cam.example/?k=${CODE}`],
  ['a megabyte', CODE.repeat(40_000)],
  ['a megabyte of links', '#k='.repeat(350_000)],
])('%s is no code', (_, typed) => expect(readCode(typed)).toBeUndefined())

test('every length but the right one is refused', () => {
  const read = Array.from({ length: 60 }, (_, length) => readCode('a'.repeat(length)) !== undefined)
  expect(read.flatMap((is, length) => (is ? [length] : []))).toEqual([26])
})

test.each([
  ['zeros', new Uint8Array(16), '0'.repeat(26)],
  // 128 bits and two zeros: 25 letters of ones, and one of 11100.
  ['ones', new Uint8Array(16).fill(255), `${'z'.repeat(25)}w`],
  ['the first byte only', Uint8Array.of(0x80, ...new Uint8Array(15)), `g${'0'.repeat(25)}`],
  ['the last bit only', Uint8Array.of(...new Uint8Array(15), 1), `${'0'.repeat(25)}4`],
  ['more than 16, which count for nothing', new Uint8Array(32).fill(0, 0, 16).fill(255, 16), '0'.repeat(26)],
])('the code of bytes that are %s', (_, bytes, code) => expect(codeOf(bytes)).toBe(code))

test('new codes are codes, and no two are the same', () => {
  const codes = Array.from({ length: 500 }, newCode)
  expect(codes.map(readCode)).toEqual(codes)
  expect(new Set(codes).size).toBe(500)
})

test('of a code its SHA-256 is kept', async () => {
  expect(await hashCode('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0') // FIPS 180-2, appendix B.1
})

test.each([
  ['', '', true],
  ['a', 'a', true],
  ['a', '', false],
  ['', 'a', false],
  ['a', 'b', false],
  ['ab', 'a', false],
  ['a', 'aa', false],
  ['abab', 'ab', false],
  ['abc', 'abd', false],
  ['\u0100', '\u0000', false],
  ['\u0000', '', false],
])('sameText(%j, %j) is %s', (a, b, same) => expect(sameText(a, b)).toBe(same))
