import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MARK } from '../../src/player/mark/standsStill.ts'

test('our pages mark a picture that stands still as everybody’s element and canvas do', () => {
  const css = readFileSync(new URL('../../static/base.css', import.meta.url), 'utf8')
  expect(css).toContain(`--mark: ${MARK};`)
})
