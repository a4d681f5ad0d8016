import { afterEach, expect, test, vi } from 'vitest'
import { keep, kept } from '../../src/player/kept.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

test('what is kept is there the next time', () => {
  const texts = new Map<string, string>()
  const setItem = (key: string, text: string) => void texts.set(key, text)
  vi.stubGlobal('localStorage', { getItem: (key: string) => texts.get(key) ?? null, setItem })
  expect(kept('quality')).toBeNull()
  keep('quality', 'saver')
  expect(kept('quality')).toBe('saver')
})

test('a browser that refuses its storage keeps nothing, and the page goes on', () => {
  const refuse = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError')
  }
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse })
  expect(() => keep('quality', 'saver')).not.toThrow()
  expect(kept('quality')).toBeNull()
})
