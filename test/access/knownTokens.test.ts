import { expect, test } from 'vitest'
import { KnownTokens } from '../../src/access/knownTokens.ts'
import { Signer } from '../../src/access/signer.ts'
import { writeToken } from '../../src/access/token.ts'

const signer = await Signer.of(new Uint8Array(32).fill(7))

test('a good token is looked at once, for its own purpose alone', async () => {
  let looked = 0
  const counting = Object.create(signer, {
    verify: {
      value: (text: string, signature: string) => {
        looked++
        return signer.verify(text, signature)
      },
    },
  })
  const known = new KnownTokens(counting)
  const token = await writeToken(signer, 'session', { link: 'viewer', holder: 'abc' })
  const claims = { link: 'viewer', holder: 'abc' }
  expect([await known.read('session', token), await known.read('session', token), looked]).toEqual([claims, claims, 1])
  expect([await known.read('ticket', token), await known.read('ticket', token), looked]).toEqual([
    undefined,
    undefined,
    3,
  ])
})

test('however many there are, all are read', async () => {
  const known = new KnownTokens(signer)
  const tokens = await Promise.all(
    Array.from({ length: 2100 }, (_, i) => writeToken(signer, 'ticket', { link: 'viewer', holder: `h${i}` })),
  )
  const read = async () => (await Promise.all(tokens.map(token => known.read('ticket', token)))).filter(Boolean).length
  expect([await read(), await read()]).toEqual([2100, 2100])
})
