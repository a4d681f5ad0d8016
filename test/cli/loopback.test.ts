import { expect, test } from 'vitest'
import { isLoopback } from '../../src/cli/loopback.ts'

test.each([
  ['127.0.0.1', true],
  ['127.1', true],
  ['127.0.0.53', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.5', false],
  ['127.evil.example', false],
  ['localhost.example', false],
  ['127.0.0.1.example', false],
])('only this machine reaches %s: %s', (host, only) => expect(isLoopback(host)).toBe(only))
