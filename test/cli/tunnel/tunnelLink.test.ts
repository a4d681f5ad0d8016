import picocolors from 'picocolors'
import { expect, test } from 'vitest'
import { linkText } from '../../../src/cli/tunnel/tunnelLink.ts'

const plain = picocolors.createColors(false)
const url = 'https://words-like-this.trycloudflare.com'
const codes = { viewer: 'v'.repeat(26), owner: '0'.repeat(26) }
const open = { open: true, codes }

test('people get a link with its code, a QR code of it and what it means', () => {
  const lines = linkText(url, undefined, { open: false, codes }, plain).split('\n')
  expect(lines.filter(line => !/[█▀▄]/.test(line))).toEqual([
    '',
    `  From anywhere  ${url}/#k=${codes.viewer}`,
    '',
    '',
    '  Scan it with a phone. Who has this link may watch; keep it to those you mean.',
    `  Manage (yours alone, never pass it on): ${url}/access#k=${codes.owner}`,
    "  A tunnel comes under Cloudflare's terms: https://www.cloudflare.com/website-terms/ and https://www.cloudflare.com/privacypolicy/",
    '',
  ])
})

test('where all is open they get the address, and what that means', () => {
  const lines = linkText(url, undefined, open, plain).split('\n')
  expect(lines.filter(line => !/[█▀▄]/.test(line))).toEqual([
    '',
    `  From anywhere  ${url}`,
    '',
    '',
    '  Anyone who has this address may watch, without a password.',
    "  A tunnel comes under Cloudflare's terms: https://www.cloudflare.com/website-terms/ and https://www.cloudflare.com/privacypolicy/",
    '',
  ])
  const code = lines.filter(line => /[█▀▄]/.test(line))
  // Two modules a line, two light modules around: a version 3 code has 29 modules a side.
  expect([code.length, new Set(code.map(line => line.length))]).toEqual([17, new Set([2 + 33])])
})

test('an address that is another one says so', () => {
  const text = linkText(url, 'https://old.trycloudflare.com', open, plain)
  expect(text).toContain('\n  https://old.trycloudflare.com does not lead here any more; this does:\n')
})

test('where there are colours, the code is light on dark on every terminal', () => {
  const colors = picocolors.createColors(true)
  const [first = ''] = linkText(url, undefined, open, colors)
    .split('\n')
    .filter(line => /█/.test(line))
  expect(first).toBe(`  ${colors.bgBlack(colors.whiteBright('█'.repeat(33)))}`)
})

test('where what is printed is kept, as in a journal, no code is printed', () => {
  const text = linkText(url, undefined, { open: false, codes: undefined }, plain)
  expect(text).toContain(`From anywhere  ${url}\n`)
  expect(text).not.toMatch(/#k=|[█▀▄]/)
})
