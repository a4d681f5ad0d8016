import { expect, test } from 'vitest'
import { betweenMarks } from '../../bench/markedText.ts'

test('a text is put between its marks, in place of what was there', () => {
  const markdown = 'before\n<!-- figures -->\nold\n<!-- /figures -->\nafter'
  const once = betweenMarks(markdown, 'figures', '| new |')
  expect(once).toBe('before\n<!-- figures -->\n\n| new |\n\n<!-- /figures -->\nafter')
  expect(betweenMarks(once, 'figures', '| new |')).toBe(once)
})

test.each(['', '<!-- /figures --><!-- figures -->', '<!-- figures -->'])('throws without both marks: %j', markdown =>
  expect(() => betweenMarks(markdown, 'figures', '')).toThrow('in this order'),
)
