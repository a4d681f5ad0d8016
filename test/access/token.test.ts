import { expect, test } from 'vitest'
import { Signer } from '../../src/access/signer.ts'
import { type Claims, randomLetters, readToken, writeToken } from '../../src/access/token.ts'

const key = (byte: number) => new Uint8Array(32).fill(byte)
const signer = await Signer.of(key(1))
const END = 1_800_000_000_000
const claims: Claims = { link: 'grandma1', expiresAt: END, holder: 'abcd1234' }

test.each<[string, Claims, string, Claims]>([
  ['an end', claims, 'grandma1.tro8w0.abcd1234.', claims],
  ['no end', { link: 'owner', holder: '0' }, 'owner.0.0.', { link: 'owner', holder: '0' }],
  [
    'an end within a second: it lasts to the end of that',
    { ...claims, expiresAt: END + 1 },
    'grandma1.tro8w1.abcd1234.',
    { ...claims, expiresAt: END + 1000 },
  ],
])('a token with %s says the same when it is read', async (_, written, begin, read) => {
  const token = await writeToken(signer, 'session', written)
  expect(token.slice(0, -43)).toBe(begin)
  expect(token.slice(-43)).toMatch(/^[\w-]{43}$/)
  expect(await readToken(signer, 'session', token)).toEqual(read)
})

test('a token with any one character changed, left out, doubled or put in is none', async () => {
  const token = await writeToken(signer, 'ticket', claims)
  const alphabet = [...'0Az_-.', ' ', '\u0000', 'é']
  const tampered = Array.from(token).flatMap((letter, at) => {
    const [before, after] = [token.slice(0, at), token.slice(at + 1)]
    const changed = alphabet.filter(other => other !== letter).map(other => before + other + after)
    return [...changed, before + after, before + letter + letter + after, `${before}0${letter}${after}`]
  })
  const lasts = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'] // all, as its last bits count for nothing
  const others = lasts.map(letter => token.slice(0, -1) + letter).filter(other => other !== token)
  for (const other of [...tampered, ...others])
    expect([other, await readToken(signer, 'ticket', other)]).toEqual([other, undefined])
})

test('a token that is cut off anywhere is none', async () => {
  const token = await writeToken(signer, 'ticket', claims)
  for (let at = 0; at < token.length; at++) {
    expect(await readToken(signer, 'ticket', token.slice(0, at))).toBeUndefined()
    expect(at === 0 || (await readToken(signer, 'ticket', token.slice(at))) === undefined).toBe(true)
  }
})

const signature = (token: string) => token.slice(-43)
const mine = await writeToken(signer, 'session', claims)
const ticket = await writeToken(signer, 'ticket', claims)
const foreign = await writeToken(await Signer.of(key(2)), 'session', claims)
const endless = await writeToken(signer, 'session', { link: 'grandma1', holder: 'abcd1234' })

test.each([
  ['for another purpose', ticket],
  ['signed with another key', foreign],
  ['with a longer expiry put in', `grandma1.tro8w9.abcd1234.${signature(mine)}`],
  ['with its expiry taken out', `grandma1.0.abcd1234.${signature(mine)}`],
  ['with the expiry of none written otherwise', `grandma1.00.abcd1234.${signature(endless)}`],
  ['with another link put in', `grandma2.tro8w0.abcd1234.${signature(mine)}`],
  ['with another holder put in', `grandma1.tro8w0.abcd1235.${signature(mine)}`],
  ['with what is between two dots moved', `grandma.1tro8w0.abcd1234.${signature(mine)}`],
  ['with the signature of another token', `grandma1.tro8w0.abcd1234.${signature(ticket)}`],
  ['with no signature', 'grandma1.tro8w0.abcd1234.'],
  ['with an empty signature and no dot', 'grandma1.tro8w0.abcd1234'],
  ['with a signature of zeros', `grandma1.tro8w0.abcd1234.${'A'.repeat(43)}`],
  ['in capitals', mine.toUpperCase()],
  ['with a line end', `${mine}\n`],
  ['twice', `${mine}${mine}`],
  ['with something before it', `x ${mine}`],
  ['that is empty', ''],
  ['that is only dots', '...'],
  ['that is a megabyte', 'a'.repeat(1 << 20)],
  ['with a holder of a megabyte', `grandma1.tro8w0.${'a'.repeat(1 << 20)}.${signature(mine)}`],
  ['with an expiry that no number holds', `grandma1.${'z'.repeat(400)}.abcd1234.${signature(mine)}`],
])('a token %s is none', async (_, token) => expect(await readToken(signer, 'session', token)).toBeUndefined())

test('signatures are HMAC-SHA256 (RFC 4231 §4.2, test case 1)', async () => {
  const rfc = await Signer.of(new Uint8Array(20).fill(0x0b))
  expect(await rfc.sign('Hi There')).toBe(
    Buffer.from('b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7', 'hex').toString('base64url'),
  )
})

test('a signature that is none is refused, whatever it is', async () => {
  for (const wrong of ['', 'A', '====', 'é', 'A'.repeat(42), 'A'.repeat(44), 'A'.repeat(100_000)])
    expect(await signer.verify('text', wrong)).toBe(false)
  expect(await signer.verify('text', await signer.sign('text'))).toBe(true)
})

test('the code of a name is the same as long as the key is, and of another name another', async () => {
  const codes = [await signer.code('owner'), await (await Signer.of(key(1))).code('owner'), await signer.code('viewer')]
  expect(codes[0]).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/)
  expect([codes[1] === codes[0], codes[2] === codes[0]]).toEqual([true, false])
  expect(await (await Signer.of(key(2))).code('owner')).not.toBe(codes[0])
})

test('random letters fit into a token, and are not the same twice', () => {
  const many = Array.from({ length: 500 }, () => randomLetters(8))
  expect(many.every(letters => /^[0-9a-v]{8}$/.test(letters))).toBe(true)
  expect(new Set(many).size).toBe(500)
})
