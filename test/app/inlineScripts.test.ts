import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { inlineScripts } from '../../src/app/inlineScripts.ts'

const named = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

test.each([
  ['no script', '<p>Hello</p>', []],
  ['one from a file', '<script src="/a.js"></script>', []],
  ['one in it', '<script>let a = "é"</script>', ['let a = "é"']],
  ['two in it', '<script>a()</script>\n<script>\nb()\n</script>', ['a()', '\nb()\n']],
])('of a page with %s', async (_, page, scripts) => {
  expect(await inlineScripts(new TextEncoder().encode(page))).toEqual(scripts.map(named))
})
