import { expect, test } from 'vitest'
import { isPinned, shownBy } from '../../../../src/agent/sources/network/fingerprint.ts'
import { behindTls, testsOwnFingerprint } from '../../../support/behindTls.ts'

test.each([
  ['sha256:AB:CD', true],
  ['sha256:ab:cd', true],
  ['sha256:abcd', true],
  ['sha256:AB:CE', false],
])('the pin %s', (pin, expected) => expect(isPinned(pin, 'sha256:AB:CD')).toBe(expected))

test('a server shows the fingerprint that openssl tells, and whether it is trusted', async () => {
  const front = await behindTls(9)
  expect(await shownBy(`https://127.0.0.1:${front.port}/a`, AbortSignal.timeout(5000))).toEqual({
    fingerprint: testsOwnFingerprint(),
    trusted: false,
  })
  await front.close()
})

test.each(['http://127.0.0.1:9/a', 'https://127.0.0.1:9/a', 'nothing'])('%s shows none', async address =>
  expect(await shownBy(address, AbortSignal.timeout(5000))).toBeUndefined(),
)
