import { expect, test } from 'vitest'
import { search } from './search.ts'

const password = 'p@ss/"word ä'
const code = '4cz3n2sbgjv5x0q8rth1mdkwye'
const search1 = (text: string, may: string[] = []) =>
  search({ secrets: [password, code], texts: [{ where: 'a log', text, may }] })

test.each([
  ['plain', `user ${password} was refused`],
  ['at the very end', `#k=${code}`],
  ['as all there is', code],
  ['in an address', `rtsp://me:${encodeURIComponent(password)}@cam/1`],
  ['in JSON', JSON.stringify({ login: password })],
  ['in hexadecimal', Buffer.from(`door:${password}`).toString('hex')],
  ['in Basic authentication', `Basic ${btoa(`anybody:${code}`)}`],
  ['in base64, one byte later', Buffer.from(`x:${password}!`).toString('base64')],
  ['in base64, two bytes later', Buffer.from(`xy:${password}?`).toString('base64')],
  ['in base64 for addresses', Buffer.from(`???${password}???`).toString('base64url')],
])('a secret is found %s, and not told', (_, text) => {
  const found = search1(`first ${text}`)
  expect(found).toEqual([expect.stringMatching(/^a log: /)])
  expect(found[0]).not.toMatch(/word|n2sbgjv5|Y3ozbjJz/)
})

test('other text is not taken for a secret', () => {
  expect(search1(`pass word ${code.slice(1)} ${code.slice(0, -1)} ${btoa('anybody:else')}`)).toEqual([])
})

test('what may hand one secret out is searched for all others', () => {
  expect(search1(`#k=${code}`, [code])).toEqual([])
  expect(search1(`#k=${code} ${password}`, [code])).toEqual(['a log: "#k=4cz3n2sbgjv5x0q8rth1mdkwye p@s***"'])
})

test('twenty megabytes and a thousand secrets take seconds', { timeout: 20_000 }, () => {
  const secrets = Array.from({ length: 1000 }, (_, i) => `${i}-${code.slice(0, 20)}-${i}`)
  const line = JSON.stringify({ level: 'info', msg: 'From anywhere at https://words-like-this.trycloudflare.com' })
  const texts = Array.from({ length: 20 }, () => ({ where: 'a log', text: line.repeat(10_000), may: [] }))
  const start = performance.now()
  expect(search({ secrets, texts })).toEqual([])
  expect(performance.now() - start).toBeLessThan(10_000)
})
