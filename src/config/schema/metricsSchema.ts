import { z } from 'zod'
import { expected } from './expected.ts'

const metricsExpected = expected('a port, or an address and a port, such as 127.0.0.1:9100')

/** Where the figures for Prometheus are served, as it is written in YAML or on the command line: `9100` or `127.0.0.1:9100`. */
export const metricsSchema = z
  .union(
    [
      z.int(metricsExpected).min(0, metricsExpected).max(65_535, metricsExpected),
      z.string(metricsExpected).regex(/^(([\w.%-]+|\[[\w:.%]+\]):)?\d{1,5}$/, metricsExpected),
    ],
    metricsExpected,
  )
  .describe('Where figures for Prometheus are served, without a password: a port, or address:port. Default: nowhere.')
  .meta({ examples: [9100, '127.0.0.1:9100'] })
  .transform(placeOf)
  .refine(({ port }) => port <= 65_535, metricsExpected)

function placeOf(text: number | string): { host: string; port: number } {
  const [, host = '127.0.0.1', port] = /^(?:(.*):)?(\d+)$/.exec(String(text)) ?? []
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}
