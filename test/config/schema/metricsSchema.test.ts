import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../../src/config/error.ts'
import { parseConfig } from '../../../src/config/parse.ts'

function metricsOf(line: string) {
  try {
    return parseConfig(`${line}\ncameras: [{ id: a, source: "test:" }]`, 'a.yaml').metrics
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('figures are served', () => {
  test.each([
    ['', undefined],
    ['metrics: 9100', { host: '127.0.0.1', port: 9100 }],
    ['metrics: "9100"', { host: '127.0.0.1', port: 9100 }],
    ['metrics: 0', { host: '127.0.0.1', port: 0 }],
    ['metrics: 127.0.0.1:9100', { host: '127.0.0.1', port: 9100 }],
    ['metrics: "0.0.0.0:9100"', { host: '0.0.0.0', port: 9100 }],
    ['metrics: "[::1]:9100"', { host: '::1', port: 9100 }],
    ['metrics: pi.local:9100', { host: 'pi.local', port: 9100 }],
  ])('%j', (line, place) => expect(metricsOf(line)).toEqual(place))
})

describe('what is no place to serve figures is told', () => {
  test.each([
    ['metrics: true', 'got true'],
    ['metrics: -1', 'got -1'],
    ['metrics: 65536', 'got 65536'],
    ['metrics: "127.0.0.1:65536"', 'got "127.0.0.1:65536"'],
    ['metrics: "::1:9100"', 'got "::1:9100"'],
    ['metrics: "http://127.0.0.1:9100/metrics"', 'got "http://127.0.0.1:9100/metrics"'],
    ['metrics: "127.0.0.1"', 'got "127.0.0.1"'],
    ['metrics: { port: 9100 }', 'got a mapping'],
    ['metrics:', 'got nothing'],
  ])('%s', (line, got) =>
    expect(metricsOf(line)).toEqual([
      {
        path: 'metrics',
        line: 1,
        column: expect.any(Number),
        message: `expected a port, or an address and a port, such as 127.0.0.1:9100, ${got}`,
      },
    ]),
  )
})
