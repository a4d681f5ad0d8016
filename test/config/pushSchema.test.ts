import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/config/error.ts'
import { parseConfig } from '../../src/config/parse.ts'

function pushOf(line: string) {
  try {
    return parseConfig(`${line}\ncameras: [{ id: a, source: "publish:" }]`, 'a.yaml').push
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, message }) => `${path}: ${message}`)
    throw error
  }
}

describe('pushes are taken', () => {
  test.each([
    ['', undefined],
    ['push: {}', { host: '127.0.0.1' }],
    ['push: { rtmp: 1935 }', { host: '127.0.0.1', rtmp: 1935 }],
    ['push: { host: 0.0.0.0, rtmp: 0 }', { host: '0.0.0.0', rtmp: 0 }],
  ])('%j', (line, place) => expect(pushOf(line)).toEqual(place))
})

describe('what is no place to take pushes is told', () => {
  test.each([
    ['push: 1935', 'push: expected ports to take pushes on, such as { rtmp: 1935 }, got 1935'],
    ['push: { rtmp: true }', 'push.rtmp: expected a port from 0 to 65535, got true'],
    ['push: { rtmp: 70000 }', 'push.rtmp: expected a port from 0 to 65535, got 70000'],
    ['push: { rtmps: 1935 }', 'push.rtmps: unknown key; did you mean "rtmp"?'],
    ['push: { host: "a b" }', 'push.host: expected an address of this machine such as 127.0.0.1, got "a b"'],
  ])('%s', (line, message) => expect(pushOf(line)).toEqual([message]))
})
